"""A scheduler of torch, made by the exported code and stepped as its comments say."""

import tiny
import torch
from torch_steps import applied


def versions():
    return {"torch": torch.__version__}


def load(request):
    model = tiny.TinyModel(request["groups"])
    scope = {"model": model, "parameters_of": tiny.parameters_of(model)}
    exec(request["code"], scope)
    scheduler = scope.get("scheduler")
    metrics = tiny.metrics_by_update(request["events"])

    def after_update(done):
        if isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
            for value in metrics.get(done, {}).values():
                scheduler.step(value)
        elif scheduler is not None:
            scheduler.step()

    return applied(scope["optimizer"], model, request, after_update)
