"""One training that the runner asks for: a run of its job, until so many updates are done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEFAULT_GROUP = "default"


@dataclass(frozen=True)
class Ask:
    """`start` is the worker's start message without `resumeFrom`: the run's own log knows where it stopped.
    `learning_rates` are those of the updates 0 … `until` − 1 for each group that the policy names, `default` always."""

    name: str
    index: int
    until: int
    start: Mapping[str, Any]
    learning_rates: Mapping[str, Sequence[float]]

    @property
    def directory(self) -> Path:
        """The run's folder."""
        return Path(self.start["directory"])

    @property
    def evaluate_at(self) -> Sequence[int]:
        counts: Sequence[int] = self.start["evaluateAt"]
        return counts

    @property
    def is_whole(self) -> bool:
        """Whether the training is asked for to its end."""
        return self.until == self.evaluate_at[-1]

    def rates_until(self, made: int) -> int:
        """Up to where learning rates are handed out when `made` updates were made: never beyond the next evaluation,
        after which the runner may want no more."""
        return min((t for t in self.evaluate_at if t > made), default=self.until) if made < self.until else made

    def rates(self, first: int, end: int, groups: Sequence[str]) -> dict[str, list[float]]:
        """Learning rates of the updates `first` … `end` − 1 for the groups that are trained. A group that the policy
        does not name has the default's."""
        default = self.learning_rates[DEFAULT_GROUP]
        names = [DEFAULT_GROUP, *(name for name in groups if name != DEFAULT_GROUP)]
        return {name: list(self.learning_rates.get(name, default)[first:end]) for name in names}


def read_ask(name: str, document: Mapping[str, Any]) -> Ask:
    """Raises a ValueError where the runner's ask is none: the two are not of one release."""
    try:
        ask = Ask(
            name=name,
            index=int(document["index"]),
            until=int(document["until"]),
            start=document["start"],
            learning_rates=document["learningRates"],
        )
        counts = {group: len(values) for group, values in ask.learning_rates.items()}
        if ask.until not in ask.evaluate_at or counts.get(DEFAULT_GROUP) is None or set(counts.values()) != {ask.until}:
            raise ValueError(f"{name}: until {ask.until}, with learning rates of {counts}")
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{name}: {error!r}") from error
    return ask
