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
from torch_steps import applied, stepping


def versions():
    return {"deepspeed": deepspeed.__version__, "torch": torch.__version__}


def from_block(request, model):
    block = json.loads(request["code"])
    optimizer = torch.optim.AdamW(model.parameters(), lr=block["optimizer"]["params"]["lr"])
    if "scheduler" not in block:
        return optimizer, None
    scheduler = getattr(lr_schedules, block["scheduler"]["type"])(optimizer, **block["scheduler"]["params"])
    return optimizer, scheduler


def from_code(request, model):
    scope = {"model": model, "parameters_of": tiny.parameters_of(model), "config": {}}

    def initialize(*, model, optimizer, lr_scheduler, config):
        return None, optimizer, None, lr_scheduler

    with mock.patch.object(deepspeed, "initialize", side_effect=initialize):
        exec(request["code"], scope)
    return scope["optimizer"], scope["scheduler"]


def load(request):
    model = tiny.TinyModel(request["groups"])
    optimizer, scheduler = (from_block if request["language"] == "json" else from_code)(request, model)
    return applied(optimizer, model, request, stepping(scheduler, request))
