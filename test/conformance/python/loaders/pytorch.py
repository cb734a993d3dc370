"""A scheduler of torch, made by the exported code and stepped as its comments say."""

import tiny
import torch
from torch_steps import applied, stepping


def versions():
    return {"torch": torch.__version__}


def load(request):
    model = tiny.TinyModel(request["groups"])
    scope = {"model": model, "parameters_of": tiny.parameters_of(model)}
    exec(request["code"], scope)
    return applied(scope["optimizer"], model, request, stepping(scope.get("scheduler"), request))
