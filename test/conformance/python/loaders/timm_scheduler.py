"""timm's schedulers. Its package wants torchvision, which its schedulers do not: they are imported from beside it.

The command line is read as train.py of https://github.com/huggingface/pytorch-image-models at aa4b5850 reads it, which
no package carries; arguments that are newer (of wsd and rsqrt) by the names under which timm 1.0.31 looks for them. What
is made of them is made by timm's own factory.
"""

import argparse
import importlib.util
import shlex
import sys
import types
from importlib import metadata

import tiny
import torch
from torch_steps import applied

OUTSIDE = types.ModuleType("timm")
OUTSIDE.__path__ = list(importlib.util.find_spec("timm").submodule_search_locations)
sys.modules["timm"] = OUTSIDE

from timm.scheduler import PlateauLRScheduler  # noqa: E402
from timm.scheduler.scheduler_factory import create_scheduler_v2, scheduler_kwargs  # noqa: E402


def versions():
    return {name: metadata.version(name) for name in ("timm", "torch")}


def parser():
    words = argparse.ArgumentParser(exit_on_error=False, allow_abbrev=False)
    words.add_argument("--sched", default="cosine")
    words.add_argument("--sched-on-updates", action="store_true")
    words.add_argument("--lr", type=float)
    words.add_argument("--lr-cycle-mul", type=float, default=1.0)
    words.add_argument("--lr-cycle-decay", type=float, default=0.5)
    words.add_argument("--lr-cycle-limit", type=int, default=1)
    words.add_argument("--lr-k-decay", type=float, default=1.0)
    words.add_argument("--lr-decay-fn")
    words.add_argument("--lr-stable-timescale", type=float)
    words.add_argument("--warmup-lr", type=float, default=1e-5)
    words.add_argument("--min-lr", type=float, default=0.0)
    words.add_argument("--epochs", type=int, default=300)
    words.add_argument("--decay-milestones", type=int, nargs="+", default=[90, 180, 270])
    words.add_argument("--decay-epochs", type=float, default=90)
    words.add_argument("--warmup-epochs", type=int, default=5)
    words.add_argument("--warmup-prefix", action="store_true")
    words.add_argument("--cooldown-epochs", type=int, default=0)
    words.add_argument("--patience-epochs", type=int, default=10)
    words.add_argument("--decay-rate", type=float, default=0.1)
    return words


def from_command_line(request, model):
    words = parser().parse_args(shlex.split(request["code"].replace("\\\n", " "), comments=True))
    optimizer = torch.optim.AdamW(model.parameters(), lr=words.lr)
    every = request["run"]["updatesPerEpoch"]
    scheduler, _epochs = create_scheduler_v2(optimizer, **scheduler_kwargs(words), updates_per_epoch=every)

    def after_update(done):
        scheduler.step_update(num_updates=done, metric=None)
        if done % every == 0:
            scheduler.step(done // every, None)

    return optimizer, after_update


def from_code(request, model):
    scope = {"model": model, "parameters_of": tiny.parameters_of(model)}
    exec(request["code"], scope)
    scheduler = scope["scheduler"]
    metrics = tiny.metrics_by_update(request["events"])
    evaluations = {done: index + 1 for index, done in enumerate(sorted(metrics))}

    def after_update(done):
        if isinstance(scheduler, PlateauLRScheduler):
            if done in metrics:
                (value,) = metrics[done].values()
                scheduler.step(evaluations[done], value)
            return
        scheduler.step_update(done)
        if done in metrics:
            scheduler.observe(metrics[done])

    return scope["optimizer"], after_update


def load(request):
    model = tiny.TinyModel(request["groups"])
    optimizer, after_update = (from_command_line if request["language"] == "shell" else from_code)(request, model)
    return applied(optimizer, model, request, after_update)
