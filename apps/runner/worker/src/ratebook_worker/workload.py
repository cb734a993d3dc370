"""What is trained: a model, its data, its loss, its evaluation. The loop knows nothing else of a task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from torch import Tensor, nn

Split = Literal["validation", "test"]

Batch = Any
"""One micro-batch on the device, in whatever form the workload's `loss` takes."""


@dataclass(frozen=True)
class Predictions:
    """A row an item of a split: its number in the whole data set, what was predicted, −ln p of what was right."""

    item: Sequence[int]
    predicted: Sequence[int | str]
    log_loss: Sequence[float]


@dataclass(frozen=True)
class Evaluation:
    """Metrics of a held-out split, `loss` and the task's own among them; predictions where the task has items."""

    metrics: Mapping[str, float]
    predictions: Predictions | None = None


@dataclass(frozen=True)
class UpdateSize:
    """What one update consumes."""

    examples: int
    tokens: int | None


class Workload(Protocol):
    """A task made ready on a device. Everything random in it follows from the two seeds of the start."""

    @property
    def model(self) -> nn.Module: ...

    @property
    def updates_per_epoch(self) -> float: ...

    @property
    def tokens_per_update(self) -> int | None: ...

    @property
    def data_digest(self) -> str:
        """SHA-256 over all splits, item by item, in order."""
        ...

    @property
    def versions(self) -> Mapping[str, str]:
        """Of the libraries that it uses beyond torch."""
        ...

    def parameter_groups(self) -> Mapping[str, Sequence[nn.Parameter]]:
        """Trainable parameters by group, `default` first; every group has some."""
        ...

    def micro_batches(self, t: int) -> Sequence[Batch]:
        """The micro-batches of update `t`: a pure function of data seed and `t`, so that resuming needs no iterator."""
        ...

    def loss(self, batch: Batch) -> tuple[Tensor, int]:
        """The summed loss of a micro-batch (scalar, with gradient) and what it counts: examples or tokens.

        The update's loss is the sum of the sums over the sum of the counts, however the batch was cut.
        """
        ...

    def size(self, t: int) -> UpdateSize: ...

    def evaluate(self, split: Split) -> Evaluation:
        """Measures a split without dropout and without gradients; the state of the random generators stays."""
        ...
