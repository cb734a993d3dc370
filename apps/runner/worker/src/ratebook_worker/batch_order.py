"""Which items each update sees: a pure function of the data seed and the update."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch

from ratebook_worker.errors import unsupported

_EPOCH_BITS = 20


@dataclass
class BatchOrder:
    """Every epoch is a new permutation, cut into whole batches; what is left of less than a batch is left out of it."""

    count: int
    batch_size: int
    data_seed: int
    _held: tuple[int, list[int]] = field(default=(-1, []), init=False)

    def __post_init__(self) -> None:
        if self.updates_per_epoch == 0:
            raise unsupported(
                f"The batch of {self.batch_size} is larger than the training split of {self.count}.",
                "Take a smaller batch.",
            )

    @property
    def updates_per_epoch(self) -> int:
        return self.count // self.batch_size

    def positions(self, t: int) -> list[int]:
        """Positions in the training split for update `t`. Meant to be asked in order: it holds one epoch."""
        epoch, index = divmod(t, self.updates_per_epoch)
        if self._held[0] != epoch:
            # Seeds are below 2^32: shifted by the epoch's bits two of them never meet.
            generator = torch.Generator().manual_seed((self.data_seed << _EPOCH_BITS) + epoch)
            self._held = (epoch, torch.randperm(self.count, generator=generator).tolist())
        return self._held[1][index * self.batch_size : (index + 1) * self.batch_size]


def micro_batch_size(batch_size: int, asked: int | None) -> int:
    """Examples of one forward pass: what was asked for, where it is less than the batch."""
    return batch_size if asked is None else max(1, min(asked, batch_size))


def cut(positions: list[int], size: int) -> list[list[int]]:
    """A batch in micro-batches of `size`, the last one with what is left."""
    return [positions[start : start + size] for start in range(0, len(positions), size)]
