"""A workload of two parameter groups on fixed data, for what is looked at below the protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from ratebook_worker.batch_order import cut
from ratebook_worker.checkpoint import Trainable
from ratebook_worker.optimizers import make_optimizer
from ratebook_worker.precision import Precision
from ratebook_worker.update import Updater
from ratebook_worker.workload import Batch, Evaluation, Split, UpdateSize
from worker.documents import Json, recipe

ITEMS = 12


class TinyWorkload:
    """Each item counts as many tokens as its number says: micro-batches then weigh differently."""

    tokens_per_update = None
    updates_per_epoch = 1.0
    data_digest = "0" * 64
    versions: Mapping[str, str] = {}

    def __init__(self, micro_batch: int = ITEMS) -> None:
        generator = torch.Generator().manual_seed(3)
        self._inputs = torch.randn(ITEMS, 5, generator=generator)
        self._labels = (self._inputs[:, 0] > 0).long()
        self._tokens = torch.arange(1, ITEMS + 1)
        self._micro_batch = micro_batch
        self.body, self.head = nn.Linear(5, 7), nn.Linear(7, 2)
        with torch.no_grad():
            for parameter in [*self.body.parameters(), *self.head.parameters()]:
                parameter.copy_(torch.randn(parameter.shape, generator=generator))
        self.model: nn.Module = nn.Sequential(self.body, nn.Tanh(), self.head)

    def parameter_groups(self) -> Mapping[str, Sequence[nn.Parameter]]:
        return {"default": list(self.body.parameters()), "head": list(self.head.parameters())}

    def micro_batches(self, t: int) -> Sequence[Batch]:
        del t
        return cut(list(range(ITEMS)), self._micro_batch)

    def loss(self, batch: Batch) -> tuple[Tensor, int]:
        tokens = self._tokens[batch]
        losses = functional.cross_entropy(self.model(self._inputs[batch]), self._labels[batch], reduction="none")
        return (losses * tokens).sum(), int(tokens.sum())

    def size(self, t: int) -> UpdateSize:
        del t
        return UpdateSize(ITEMS, int(self._tokens.sum()))

    def evaluate(self, split: Split) -> Evaluation:
        raise NotImplementedError(split)

    def weights(self) -> list[Tensor]:
        return [parameter.detach().clone() for parameter in self.model.parameters()]


def updater(
    workload: TinyWorkload,
    optimizer: Json | None = None,
    precision: Precision | None = None,
    clip_norm: float | None = None,
    scaler: torch.amp.GradScaler | None = None,
) -> Updater:
    """Plain SGD in float32 on the CPU, but for what is said otherwise."""
    trainable = Trainable(
        workload.model,
        make_optimizer(recipe(**{"momentum": None, **(optimizer or {})}), workload.parameter_groups()),
        scaler or torch.amp.GradScaler("cpu", enabled=False),
    )
    return Updater(workload, trainable, precision or Precision(None, False), clip_norm, torch.device("cpu"))
