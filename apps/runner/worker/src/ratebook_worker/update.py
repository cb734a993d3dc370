"""One optimiser update: forward and backward over the micro-batches, clipping, the step."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import torch

from ratebook_worker.checkpoint import Trainable
from ratebook_worker.optimizers import read_learning_rates, set_learning_rates
from ratebook_worker.precision import Precision
from ratebook_worker.workload import Workload


@dataclass(frozen=True)
class Updated:
    """`learning_rates` as the optimiser held them at its step; `loss` of the batch before it, as computed."""

    learning_rates: Mapping[str, float]
    loss: float
    skipped: bool


class Updater:
    """Makes updates of a workload under one recipe.

    Its model is in training mode from here on, and whoever measures it puts that back: a walk through all modules at
    every update can take longer than the update does.
    """

    def __init__(
        self,
        workload: Workload,
        trainable: Trainable,
        precision: Precision,
        clip_norm: float | None,
        device: torch.device,
    ) -> None:
        self.trainable = trainable
        self.device = device
        self._workload = workload
        self._precision = precision
        self._clip_norm = clip_norm
        trainable.model.train()
        self._parameters = [parameter for group in trainable.optimizer.param_groups for parameter in group["params"]]

    def autocast(self) -> AbstractContextManager[object]:
        """Forward passes of this training compute in the recipe's precision."""
        dtype = self._precision.autocast
        return nullcontext() if dtype is None else torch.autocast(self.device.type, dtype=dtype)

    def make(self, t: int, learning_rates: Mapping[str, float]) -> Updated:
        optimizer, scaler = self.trainable.optimizer, self.trainable.scaler
        optimizer.zero_grad(set_to_none=True)
        set_learning_rates(optimizer, learning_rates)
        loss = self._backward(t)
        if self._clip_norm is not None:
            scaler.unscale_(optimizer)
            torch.nn.utils.clip_grad_norm_(self._parameters, self._clip_norm)
        applied = read_learning_rates(optimizer)
        scale = scaler.get_scale()
        scaler.step(optimizer)
        scaler.update()
        return Updated(applied, loss, skipped=scaler.get_scale() < scale)

    def _backward(self, t: int) -> float:
        """Leaves the gradient of the mean loss over all micro-batches; gives that mean."""
        micro_batches = self._workload.micro_batches(t)
        total_sum, total_count = 0.0, 0
        # What all counts would come to if each were the first one's: divides before the true total is known, so that
        # gradients in few bits neither overflow nor vanish.
        guess: int | None = None
        for batch in micro_batches:
            with self.autocast():
                summed, count = self._workload.loss(batch)
            guess = max(1, count * len(micro_batches)) if guess is None else guess
            torch.autograd.backward(self.trainable.scaler.scale(summed / guess))
            total_sum += float(summed.detach())
            total_count += count
        if guess is not None and total_count not in (0, guess):
            for parameter in self._parameters:
                if parameter.grad is not None:
                    parameter.grad.mul_(guess / total_count)
        return total_sum / total_count if total_count else math.nan
