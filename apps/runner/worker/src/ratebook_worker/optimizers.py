"""A recipe's optimiser, from torch.optim by name. Every setting is used or refused: none is dropped without a word."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import nn

from ratebook_worker.errors import unsupported
from ratebook_worker.protocol import JsonObject

CLASSES: Mapping[str, type[torch.optim.Optimizer]] = {
    "sgd": torch.optim.SGD,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "nadam": torch.optim.NAdam,
    "radam": torch.optim.RAdam,
    "adamax": torch.optim.Adamax,
    "rmsprop": torch.optim.RMSprop,
    "adagrad": torch.optim.Adagrad,
    "adadelta": torch.optim.Adadelta,
    "adafactor": torch.optim.Adafactor,
}
"""Those that apply the learning rate that they are given: ASGD lets it decay by itself, Rprop makes its own out of it.
Adafactor scales it by the size of the weights and caps it at t^(−1/2): that is its rule and no policy."""
ARGUMENTS = {"momentum": "momentum", "nesterov": "nesterov", "epsilon": "eps", "weightDecay": "weight_decay"}


def make_optimizer(recipe: JsonObject, groups: Mapping[str, Sequence[nn.Parameter]]) -> torch.optim.Optimizer:
    """One torch parameter group for each of `groups`, in order, named by its key; learning rates are set later.

    Raises a WorkerError (`unsupported`) for an optimiser or a setting that torch has not.
    """
    settings = recipe["optimizer"]
    name = settings["name"].lower()
    optimizer_class = CLASSES.get(name)
    if optimizer_class is None:
        raise unsupported(f'There is no optimiser "{settings["name"]}".', f"There are: {', '.join(CLASSES)}.")
    known = inspect.signature(optimizer_class).parameters
    # A decay of null is none; AdamW's own default is not 0.
    arguments: dict[str, Any] = {"lr": 0.0, "weight_decay": 0.0}
    for setting, argument in ARGUMENTS.items():
        value = settings[setting]
        if value is None or value is False:
            continue
        # Adafactor's epsilon is two numbers.
        if argument not in known or isinstance(known[argument].default, tuple):
            raise unsupported(f'The optimiser "{name}" has no {setting} ({value}).', "Write null for it in the recipe.")
        arguments[argument] = value
    arguments.update(_betas(name, settings, known))
    # One kernel an update for each parameter: the fused and batched ones add up in other orders on some devices.
    if "foreach" in known:
        arguments["foreach"] = False
    try:
        return optimizer_class([{"params": list(params), "name": key} for key, params in groups.items()], **arguments)
    except ValueError as error:
        raise unsupported(f'The optimiser "{name}" refuses its settings: {error}.', "Look at the recipe.") from error


def _betas(name: str, settings: JsonObject, known: Mapping[str, inspect.Parameter]) -> dict[str, Any]:
    beta1, beta2 = settings["beta1"], settings["beta2"]
    if beta1 is None and beta2 is None:
        return {}
    if "betas" not in known:
        raise unsupported(f'The optimiser "{name}" has no beta1 and beta2.', "Write null for them in the recipe.")
    default1, default2 = known["betas"].default
    return {"betas": (default1 if beta1 is None else beta1, default2 if beta2 is None else beta2)}


def set_learning_rates(optimizer: torch.optim.Optimizer, learning_rates: Mapping[str, float]) -> None:
    """Sets every group's learning rate; a group that the runner names none for takes that of `default`."""
    for group in optimizer.param_groups:
        wanted = learning_rates.get(group["name"], learning_rates["default"])
        if isinstance(group["lr"], torch.Tensor):
            group["lr"].fill_(wanted)
        else:
            group["lr"] = wanted


def read_learning_rates(optimizer: torch.optim.Optimizer) -> dict[str, float]:
    """What the optimiser holds for each group: what its next step applies."""
    return {group["name"]: float(group["lr"]) for group in optimizer.param_groups}
