"""Megatron-LM: its own OptimizerParamScheduler, as megatron-core carries it. Reading the arguments and turning
iterations into the samples that it counts is megatron/training's, which no package carries: written from
https://github.com/NVIDIA/Megatron-LM at 86df799d (training/arguments.py, get_optimizer_param_scheduler).
"""

import argparse
import shlex
from importlib import metadata

import tiny
import torch
import torch_steps
from megatron.core.optimizer_param_scheduler import OptimizerParamScheduler

BATCH = 4


def versions():
    return {name: metadata.version(name) for name in ("megatron-core", "torch")}


def parser():
    words = argparse.ArgumentParser(exit_on_error=False, allow_abbrev=False)
    words.add_argument("--lr", type=float)
    words.add_argument("--min-lr", type=float, default=0.0)
    styles = ["constant", "linear", "cosine", "inverse-square-root", "WSD"]
    words.add_argument("--lr-decay-style", choices=styles, default="linear")
    words.add_argument("--lr-decay-iters", type=int)
    words.add_argument("--lr-warmup-iters", type=int, default=0)
    words.add_argument("--lr-warmup-fraction", type=float)
    words.add_argument("--lr-warmup-init", type=float, default=0.0)
    words.add_argument("--lr-wsd-decay-iters", type=int)
    wsd_styles = ["exponential", "linear", "cosine", "minus_sqrt"]
    words.add_argument("--lr-wsd-decay-style", choices=wsd_styles, default="exponential")
    words.add_argument("--train-iters", type=int)
    return words


def load(request):
    args = parser().parse_args(words_of(request["code"]))
    train = args.train_iters or request["run"]["totalUpdates"]
    decay = (args.lr_decay_iters or train) * BATCH
    warmup = args.lr_warmup_iters * BATCH if args.lr_warmup_fraction is None else args.lr_warmup_fraction * decay
    model = tiny.TinyModel(request["groups"])
    optimizer = torch.optim.AdamW(model.parameters(), lr=1.0)
    schedule = OptimizerParamScheduler(
        optimizer,
        init_lr=args.lr_warmup_init,
        max_lr=args.lr,
        min_lr=args.min_lr,
        lr_warmup_steps=warmup,
        lr_decay_steps=decay,
        lr_decay_style=args.lr_decay_style,
        start_wd=0.0,
        end_wd=0.0,
        wd_incr_steps=train * BATCH,
        wd_incr_style="constant",
        wsd_decay_steps=None if args.lr_wsd_decay_iters is None else args.lr_wsd_decay_iters * BATCH,
        lr_wsd_decay_style=args.lr_wsd_decay_style,
    )
    return torch_steps.applied(optimizer, model, request, lambda _done: schedule.step(increment=BATCH))


def words_of(code):
    """The arguments of a shell command or of a list of them, continued lines and comments as the shell takes them."""
    words = shlex.split(code.replace("\\\n", " "), comments=True)
    first = next(index for index, word in enumerate(words) if word.startswith("--"))
    return words[first:]
