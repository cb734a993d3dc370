"""What the runner says before a training: the part of its ``start`` message that a script needs."""

from dataclasses import dataclass
from typing import Any

from ratebook_callback.channel import Message
from ratebook_callback.errors import RatebookError

PROTOCOL = 1

_LOSS_SCALED = ("fp16", "float16")


@dataclass(frozen=True)
class Start:
    """The training that the runner asks for."""

    seed: int
    """For the initial weights, dropout and the like."""
    data_seed: int
    """For the order of the data."""
    total_updates: int
    """Optimiser updates of this training."""
    evaluate_at: tuple[int, ...]
    """Counts of updates after which the validation split is measured, ascending; 0 is before the first."""
    has_test: bool
    """Whether the test split is measured at the end: only where the whole budget is trained."""
    metric: str
    """Name of the task's metric; ``loss`` is measured beside it."""
    task: dict[str, Any]
    recipe: dict[str, Any]

    @property
    def metrics(self) -> tuple[str, ...]:
        """Every metric that an evaluation holds."""
        return tuple(dict.fromkeys((self.metric, "loss")))

    @property
    def has_loss_scaling(self) -> bool:
        """Whether the recipe's precision needs loss scaling, which skips optimiser steps."""
        return str(self.recipe["precision"]).lower() in _LOSS_SCALED

    @property
    def counts(self) -> tuple[int, int | None]:
        """Examples and tokens of one update, by the recipe's batch and the task."""
        batch = self.recipe["batch"]
        if batch["unit"] == "tokens":
            return 0, batch["size"]
        return batch["size"], self.task["trainer"]["tokensPerUpdate"]


def parse_start(message: Message) -> Start:
    """Reads a ``start`` message.

    Raises:
        RatebookError: where it is another message, or of another version of the protocol.
    """
    if message["type"] != "start" or message.get("protocol") != PROTOCOL:
        raise RatebookError(
            f'The runner began with "{message["type"]}" of protocol {message.get("protocol")}; '
            f"expected start of protocol {PROTOCOL}.",
            "Take the callback that came with this runner.",
            "unsupported",
        )
    evaluate_at = tuple(message["evaluateAt"])
    return Start(
        seed=message["seed"],
        data_seed=message["dataSeed"],
        total_updates=evaluate_at[-1],
        evaluate_at=evaluate_at,
        has_test=evaluate_at[-1] == message["budget"]["updates"],
        metric=message["task"]["metric"]["name"],
        task=message["task"],
        recipe=message["recipe"],
    )
