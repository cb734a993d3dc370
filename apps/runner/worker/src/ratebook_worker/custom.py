"""What a training script of one's own is written against. A whole one is worker/examples/custom_task.py.

The script is one Python file with three functions; `task.trainer.net` is "custom", `task.trainer.model` names the file
(source "directory") and `task.trainer.scriptDigest` is the SHA-256 of its bytes.

    def build(setting: Setting) -> tuple[nn.Module, dict[str, tuple[Tensor, ...]]]
        The model, and for each of "train", "validation" and "test" the tensors of its items: all of one split have the
        same first dimension. The generators are seeded with `setting.seed` before it is called.

    def loss(model: nn.Module, batch: tuple[Tensor, ...]) -> tuple[Tensor, int]
        The summed loss of a batch of training items, with its gradient, and how many things it is the sum of.

    def evaluate(model: nn.Module, items: tuple[Tensor, ...]) -> Evaluation
        Measures all items of a split, without gradients: `loss` and the task's metric, predictions where there are any.

The worker does the rest: it orders the items by the data seed, cuts batches into micro-batches, puts model and tensors
on the device, and makes the updates. It decides no learning rate, and neither must the script.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch

from ratebook_worker.protocol import JsonObject
from ratebook_worker.workload import Evaluation, Predictions

__all__ = ["Evaluation", "Predictions", "Setting"]


@dataclass(frozen=True)
class Setting:
    """What `build` is told: the task's documents, the seeds of this training, its device, the folder of data sets."""

    task: JsonObject
    recipe: JsonObject
    seed: int
    data_seed: int
    device: torch.device
    data: Path
