"""A training of one's own in three functions: regression on ten numbers, with data made from a fixed seed."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from ratebook_worker.custom import Evaluation, Setting

Items = tuple[Tensor, ...]


def build(_setting: Setting) -> tuple[nn.Module, dict[str, Items]]:
    # The data are the same for every seed: the task's digest is of them.
    generator = torch.Generator().manual_seed(2026)
    inputs = torch.randn(600, 10, generator=generator)
    targets = torch.sin(inputs.sum(dim=1, keepdim=True)) + 0.1 * torch.randn(600, 1, generator=generator)
    data: dict[str, Items] = {
        "train": (inputs[:400], targets[:400]),
        "validation": (inputs[400:500], targets[400:500]),
        "test": (inputs[500:], targets[500:]),
    }
    return nn.Sequential(nn.Linear(10, 32), nn.Tanh(), nn.Linear(32, 1)), data


def loss(model: nn.Module, batch: Items) -> tuple[Tensor, int]:
    inputs, targets = batch
    return functional.mse_loss(model(inputs), targets, reduction="sum"), len(inputs)


def evaluate(model: nn.Module, items: Items) -> Evaluation:
    inputs, targets = items
    error = float(functional.mse_loss(model(inputs), targets))
    return Evaluation({"loss": error, "rootMeanSquare": error**0.5})
