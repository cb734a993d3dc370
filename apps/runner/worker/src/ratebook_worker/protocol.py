"""Trainer protocol 1: what the runner says, read strictly, and how the worker's messages are written.

One JSON object a line. No number on the wire is NaN or infinite: what is not finite is null, and the status says why.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal, TextIO, TypeVar

from ratebook_worker.errors import WorkerError

PROTOCOL: Final = 1

JsonObject = Mapping[str, Any]

Value = TypeVar("Value")


@dataclass(frozen=True)
class Checkpoint:
    """The state of a training after `t` updates, on disk; `sha256` is of the file's bytes."""

    t: int
    path: str
    sha256: str


@dataclass(frozen=True)
class Start:
    """The one training that follows. Task and recipe are the runner's documents, checked there field by field."""

    task: JsonObject
    recipe: JsonObject
    budget_updates: int
    seed: int
    data_seed: int
    device: str
    directory: str
    resume_from: Checkpoint | None
    checkpoint_every: int | None
    evaluate_at: tuple[int, ...]

    @property
    def trainer(self) -> JsonObject:
        """What to build: `task.trainer`."""
        trainer: JsonObject = self.task["trainer"]
        return trainer

    @property
    def last_update(self) -> int:
        """Where the training ends; before the budget's end where it is the prefix of a range test."""
        return self.evaluate_at[-1]


@dataclass(frozen=True)
class Rates:
    """Learning rates of the updates `start`, `start` + 1, … for each parameter group."""

    start: int
    learning_rates: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True)
class End:
    """The runner wants no more updates: `finish` evaluates first, `abort` does not."""

    kind: Literal["finish", "abort"]


def parse_message(line: str) -> Start | Rates | End:
    """Reads one line of the runner. Raises a WorkerError (`internal`) that names what is wrong with it."""
    try:
        message = json.loads(line)
    except ValueError as error:
        raise _wrong(f"a line that is no JSON ({error})") from error
    if not isinstance(message, dict):
        raise _wrong("a line that is no object")
    kind = message.get("type")
    if kind == "start":
        return _start(message)
    if kind == "rates":
        return _rates(message)
    if kind in ("finish", "abort"):
        return End(kind)
    raise _wrong(f'a message of the type {kind!r}; expected "start", "rates", "finish" or "abort"')


def _start(message: JsonObject) -> Start:
    if message.get("protocol") != PROTOCOL:
        raise WorkerError(
            "unsupported",
            f"The runner speaks protocol {message.get('protocol')!r}; this worker speaks {PROTOCOL}.",
            "Take runner and worker from one release.",
        )
    resume = _optional(message, "resumeFrom", _object)
    return Start(
        task=_object(message, "task"),
        recipe=_object(message, "recipe"),
        budget_updates=_whole(_object(message, "budget"), "updates"),
        seed=_whole(message, "seed"),
        data_seed=_whole(message, "dataSeed"),
        device=_text(message, "device"),
        directory=_text(message, "directory"),
        resume_from=None
        if resume is None
        else Checkpoint(_whole(resume, "t"), _text(resume, "path"), _text(resume, "sha256")),
        checkpoint_every=_optional(message, "checkpointEvery", _positive),
        evaluate_at=_update_counts(message, "evaluateAt"),
    )


def _object(message: JsonObject, field: str) -> JsonObject:
    value = message.get(field)
    if not isinstance(value, dict):
        raise _wrong_field(field, value, "an object")
    return value


def _text(message: JsonObject, field: str) -> str:
    value = message.get(field)
    if not isinstance(value, str) or value == "":
        raise _wrong_field(field, value, "a text")
    return value


def _whole(message: JsonObject, field: str, least: int = 0) -> int:
    value = message.get(field)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise _wrong_field(field, value, f"a whole number of {least} or more")
    return value


def _positive(message: JsonObject, field: str) -> int:
    return _whole(message, field, 1)


def _update_counts(message: JsonObject, field: str) -> tuple[int, ...]:
    value = message.get(field)
    if not isinstance(value, list) or not value:
        raise _wrong_field(field, value, "numbers of updates")
    counts = tuple(_whole({field: one}, field) for one in value)
    if any(before >= after for before, after in pairwise(counts)) or counts[-1] == 0:
        raise _wrong_field(field, value, "ascending numbers of updates, the last above 0")
    return counts


def _optional(message: JsonObject, field: str, read: Callable[[JsonObject, str], Value]) -> Value | None:
    if field in message and message[field] is None:
        return None
    return read(message, field)


def _rates(message: JsonObject) -> Rates:
    groups = message.get("learningRates")
    start = _whole(message, "from")
    if not isinstance(groups, dict) or not isinstance(groups.get("default"), list):
        raise _wrong_field("learningRates", groups, 'learning rates by group, "default" among them')
    parsed: dict[str, tuple[float, ...]] = {}
    for name, values in groups.items():
        if not isinstance(values, list) or not all(_is_learning_rate(value) for value in values):
            raise WorkerError(
                "non-finite",
                f'A learning rate of the group "{name}" is not a finite number of 0 or more.',
                "Look at the policy where it is largest.",
            )
        parsed[name] = tuple(float(value) for value in values)
    if len({len(values) for values in parsed.values()}) != 1:
        raise _wrong("rates with more values in one group than in another")
    return Rates(start, parsed)


def _is_learning_rate(value: object) -> bool:
    # Compared and not converted: a whole number can be too large for a float.
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= sys.float_info.max


def _wrong_field(field: str, value: object, expected: str) -> WorkerError:
    return _wrong(f"{field}: {json.dumps(value)[:100]}; expected {expected}")


def _wrong(what: str) -> WorkerError:
    return WorkerError("internal", f"The runner sent {what}.", "Take runner and worker from one release.")


def finite_or_none(value: float) -> float | None:
    """The number, or None where JSON could not carry it."""
    return value if math.isfinite(value) else None


class Writer:
    """Writes messages to the runner, a line each, flushed at once. Not for several threads."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        # json.dumps makes an encoder at every call.
        self._encode = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode

    def send(self, kind: str, **fields: object) -> None:
        """Raises ValueError where a number is not finite: that is a bug of whoever made the message."""
        self._stream.write(self._encode({"type": kind, **fields}) + "\n")
        self._stream.flush()
