"""DeepSpeed's scheduler classes, made of the exported block; and schedulers that the exported code gives to its engine.

The engine itself is not run: on a CPU it gives no answer in reasonable time. As it does, the scheduler is stepped once
after every update.
"""

import json
from unittest import mock

import deepspeed
import tiny
import torch
from deepspeed.runtime import lr_schedules
from torch_steps import applied


def versions():
    return {"deepspeed": deepspeed.__version__, "torch": torch.__version__}


def from_block(request):
    block = json.loads(request["code"])
    model = tiny.TinyModel(request["groups"])
    learning_rate = block.get("optimizer", {}).get("params", {}).get("lr", 1.0)
    optimizer = torch.optim.AdamW(model.parameters(), lr=learning_rate)
    if "scheduler" not in block:
        return optimizer, None
    scheduler = getattr(lr_schedules, block["scheduler"]["type"])(optimizer, **block["scheduler"]["params"])
    return optimizer, scheduler


def from_code(request):
    model = tiny.TinyModel(request["groups"])
    scope = {"model": model, "parameters_of": tiny.parameters_of(model), "config": {}}
    with mock.patch.object(deepspeed, "initialize", side_effect=lambda **given: (None, given["optimizer"], None, given["lr_scheduler"])):
        exec(request["code"], scope)
    return scope["optimizer"], scope["scheduler"]


def load(request):
    optimizer, scheduler = from_block(request) if request["language"] == "json" else from_code(request)
    rates = applied(
        optimizer,
        lambda _done: scheduler.step() if scheduler is not None else None,
        request["run"]["totalUpdates"],
    )
    # Parameters of a block stand in one group.
    groups = request["groups"] if len(optimizer.param_groups) > 1 else []
    return tiny.by_group(rates, groups)
