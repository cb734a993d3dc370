"""The folder in which runner and driver leave each other files, each whole: it may lie on another machine's disk."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from ratebook_ray.ask import Ask, read_ask
from ratebook_ray.json_file import Json, find_json, write_json

LINE_PREFIX = "RATEBOOK "
"""What stands before the driver's own lines in the job's log, which libraries write to as well."""


class Mailbox:
    """One driver's own: the folder has its nonce for a name. `asks/NAME.json` is written by the runner and taken away
    by it; `answers/NAME.json` by the driver once a training has stopped. An ask that has no answer is open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open_asks(self) -> Sequence[str]:
        """Names, in the order in which they are to be trained."""
        answered = _names(self._folder / "answers")
        return sorted(_names(self._folder / "asks") - answered)

    def find_ask(self, name: str) -> Ask | None:
        """None where it was taken away. Raises a ValueError where it is no ask."""
        document = find_json(self._folder / "asks" / f"{name}.json")
        return None if document is None else read_ask(name, document)

    def is_closed(self) -> bool:
        """Whether the runner wants no more, ever."""
        return (self._folder / "closed").exists()

    def is_unwanted(self, name: str) -> bool:
        """Whether the runner has seen enough of a training that is under way."""
        return (self._folder / "unwanted" / f"{name}.json").exists()

    def note_fault(self, name: str, fault: Json) -> int:
        """Written by a training that cannot go on, before it ends: the driver sees no more of it than that it ended.
        Says how many it has come to now."""
        faults = [*self.faults(name), fault]
        write_json(self._folder / "faults" / f"{name}.json", {"faults": faults})
        return len(faults)

    def faults(self, name: str) -> Sequence[Json]:
        """What the trainings of an ask said before they ended, the last one last."""
        found = find_json(self._folder / "faults" / f"{name}.json")
        faults: Sequence[Json] = [] if found is None else found["faults"]
        return faults

    def answer(self, name: str, outcome: str, fault: Json | None = None) -> None:
        """`outcome`: `stopped` (where it was asked to, or its end came before), `failed` (it could not be trained), or
        `refused` (nor could any other of this study)."""
        write_json(self._folder / "answers" / f"{name}.json", {"outcome": outcome, "fault": fault})


def _names(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.json")}


class Reporter:
    """Says what the driver does: a line each in the job's log, and in a file that the runner follows."""

    def __init__(self, folder: Path, study: str, attempt: int) -> None:
        # Opened for each line: Tune pickles whoever holds it.
        self._path = folder / f"driver-{attempt}.jsonl"
        self._common = {"study": study, "attempt": attempt}
        self._sequence = 0

    def say(self, event: str, **fields: object) -> None:
        line = json.dumps({"sequence": self._sequence, **self._common, "event": event, **fields}, allow_nan=False)
        self._sequence += 1
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
        sys.stdout.write(f"{LINE_PREFIX}{line}\n")
        sys.stdout.flush()
