"""A tiny net with everything that a checkpoint has to bring back: dropout, a buffer, randomness of three generators."""

import random
import sys

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ratebook_worker.custom import Evaluation, Predictions, Setting

Items = tuple[Tensor, ...]


def build(_setting: Setting) -> tuple[nn.Module, dict[str, Items]]:
    sys.stdout.write("A script that prints must not disturb the protocol.\n")
    generator = torch.Generator().manual_seed(1)
    inputs = torch.randn(100, 6, generator=generator)
    labels = (inputs.sum(dim=1) > 0).long()
    data: dict[str, Items] = {
        "train": (inputs[:60], labels[:60]),
        "validation": (inputs[60:80], labels[60:80]),
        "test": (inputs[80:], labels[80:]),
    }
    model = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3), nn.Linear(8, 2))
    return model, data


def loss(model: nn.Module, batch: Items) -> tuple[Tensor, int]:
    inputs, labels = batch
    noise = 0.01 * random.random() + 0.01 * float(np.random.random())
    return functional.cross_entropy(model(inputs + noise), labels, reduction="sum"), len(labels)


def evaluate(model: nn.Module, items: Items) -> Evaluation:
    # Draws as a sloppy script would: the training must not notice.
    random.random(), np.random.random(), torch.rand(1)
    inputs, labels = items
    logits = model(inputs)
    log_loss = functional.cross_entropy(logits, labels, reduction="none")
    predicted = logits.argmax(dim=1)
    metrics = {"loss": float(log_loss.double().mean()), "accuracy": float((predicted == labels).double().mean())}
    return Evaluation(metrics, Predictions(range(80, 80 + len(labels)), predicted.tolist(), log_loss.tolist()))
