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
    is_closed = isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau)

    def after_update(done):
        if is_closed:
            for value in metrics.get(done, {}).values():
                scheduler.step(value)
        elif scheduler is not None:
            scheduler.step()

    rates = applied(scope["optimizer"], after_update, request["run"]["totalUpdates"])
    return tiny.by_group(rates, request["groups"])
