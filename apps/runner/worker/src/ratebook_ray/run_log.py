"""The log of a run, as the runner writes it: what was said, line by line, with the seconds of training before it."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

LOG_FILE = "events.jsonl"

Message = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    elapsed: float
    message: Message


@dataclass(frozen=True)
class Recovered:
    """What a log says so far. `resume_from` is the checkpoint that it ends with, None where the run begins anew."""

    lines: Sequence[Line]
    resume_from: Message | None

    @property
    def is_finished(self) -> bool:
        return bool(self.lines) and self.lines[-1].message["type"] == "finished"

    @property
    def ready(self) -> Message | None:
        """What the first process that worked on the run said of itself."""
        return self.lines[0].message if self.lines and self.lines[0].message["type"] == "ready" else None


def recover(path: Path) -> Recovered:
    """Brings a log back to where its training can go on: after its end, after the last checkpoint whose file is whole,
    or to nothing. What stands beyond is cut off, and will be trained again to the same bits."""
    lines, ends = _read(path)
    if lines and lines[-1].message["type"] == "finished":
        return Recovered(lines, None)
    for count in range(len(lines), 0, -1):
        message = lines[count - 1].message
        if message["type"] == "checkpoint" and _is_whole(message):
            os.truncate(path, ends[count - 1])
            return Recovered(lines[:count], {name: message[name] for name in ("t", "path", "sha256")})
    if path.exists():
        os.truncate(path, 0)
    return Recovered([], None)


def _read(path: Path) -> tuple[list[Line], list[int]]:
    """The lines that can be read, up to the first that cannot, and where each ends in the file, in bytes."""
    lines: list[Line] = []
    ends: list[int] = []
    if not path.exists():
        return lines, ends
    end = 0
    for raw in path.read_bytes().splitlines(keepends=True):
        end += len(raw)
        line = _line(raw)
        if line is None:
            break
        lines.append(line)
        ends.append(end)
    return lines, ends


def _line(raw: bytes) -> Line | None:
    if not raw.endswith(b"\n"):
        return None
    try:
        value = json.loads(raw)
        return Line(float(value["elapsed"]), {"type": str(value["message"]["type"]), **value["message"]})
    except (ValueError, KeyError, TypeError):
        return None


def _is_whole(checkpoint: Message) -> bool:
    try:
        with Path(checkpoint["path"]).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == str(checkpoint["sha256"])
    except OSError:
        return False


class RunLog:
    """Appends to a log. Synced at all but single updates: what is said of a checkpoint outlives the machine."""

    def __init__(self, path: Path, recovered: Recovered) -> None:
        self._file: IO[bytes] = path.open("ab")
        self._before = recovered.lines[-1].elapsed if recovered.lines else 0.0
        self._began = time.monotonic()
        self._used = _usage_so_far(recovered.lines)

    def record(self, message: Message) -> None:
        said = counted_on(self._used, message) if message["type"] == "usage" else message
        line = {"elapsed": self._before + time.monotonic() - self._began, "message": said}
        self._file.write(json.dumps(line, allow_nan=False, separators=(",", ":")).encode() + b"\n")
        self._file.flush()
        if message["type"] != "update":
            os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


def _usage_so_far(lines: Sequence[Line]) -> Message | None:
    return next((line.message for line in reversed(lines) if line.message["type"] == "usage"), None)


def counted_on(before: Message | None, usage: Message) -> Message:
    """The same usage over all processes that worked on the run: a worker knows its own alone. Energy that one of them
    could not read stays unknown; of memory the largest peak counts."""
    if before is None:
        return usage
    energies = (before["energyJoules"], usage["energyJoules"])
    peaks = [peak for peak in (before["peakMemoryBytes"], usage["peakMemoryBytes"]) if peak is not None]
    return {
        **usage,
        "deviceSeconds": before["deviceSeconds"] + usage["deviceSeconds"],
        "energyJoules": None if None in energies else sum(energies),
        "peakMemoryBytes": max(peaks, default=None),
    }
