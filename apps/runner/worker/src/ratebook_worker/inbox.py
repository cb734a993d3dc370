"""Keeps what the runner sent until the training loop asks for it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from typing import Literal, TextIO

from ratebook_worker.errors import WorkerError
from ratebook_worker.protocol import Rates, Start, parse_message

Instruction = Mapping[str, float] | Literal["finish", "abort"]


class Inbox:
    """A thread reads lines; the loop takes starts and instructions in turn.

    An end overtakes learning rates that still wait, and an abort overtakes a finish: whoever stops does not want the
    updates that were handed out ahead.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._changed = threading.Condition()
        self._starts: deque[Start] = deque()
        self._rates: deque[Mapping[str, float]] = deque()
        self._expected: int | None = None
        self._groups: frozenset[str] = frozenset()
        self._end: Literal["finish", "abort"] | None = None
        self._fault: WorkerError | None = None
        self._is_closed = False

    def read_in_background(self) -> None:
        """Begins to read. The thread ends with its stream, and does not keep the process alive."""
        threading.Thread(target=self._read, name="inbox", daemon=True).start()

    def next_start(self) -> Start | None:
        """Waits for a training to begin; None once the runner is gone."""
        with self._changed:
            self._changed.wait_for(lambda: self._starts or self._fault or self._is_closed)
            if self._fault is not None:
                fault, self._fault = self._fault, None
                raise fault
            if not self._starts:
                return None
            return self._starts.popleft()

    def expect(self, first: int, groups: frozenset[str]) -> None:
        """Learning rates of these groups come next, from the update `first` on. To be said before `ready` is."""
        with self._changed:
            self._expected, self._groups = first, groups

    def next_instruction(self) -> Instruction:
        """The learning rates of the next update, or an end; waits until the runner has said it."""
        with self._changed:
            self._changed.wait_for(lambda: self._fault or self._end or self._rates or self._is_closed)
            if self._fault is not None:
                fault, self._fault = self._fault, None
                raise fault
            if self._end is not None:
                return self._end
            return self._rates.popleft() if self._rates else "abort"

    def _read(self) -> None:
        for line in self._stream:
            if line.strip():
                self._take(line)
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def _take(self, line: str) -> None:
        with self._changed:
            try:
                message = parse_message(line)
                if isinstance(message, Start):
                    # What was said to the training before is over.
                    self._rates.clear()
                    self._end = None
                    self._expected = None
                    self._starts.append(message)
                elif isinstance(message, Rates):
                    self._take_rates(message)
                elif self._end != "abort":
                    self._end = message.kind
            except WorkerError as error:
                self._fault = error
            self._changed.notify_all()

    def _take_rates(self, rates: Rates) -> None:
        if self._expected is None:
            raise WorkerError(
                "internal", "Learning rates came before the training was ready.", "They are sent after ready alone."
            )
        unknown = sorted(set(rates.learning_rates) - self._groups)
        if unknown:
            raise WorkerError(
                "unsupported",
                f'There is no parameter group "{unknown[0]}".',
                f"This training has: {', '.join(sorted(self._groups))}.",
            )
        if rates.start != self._expected:
            raise WorkerError(
                "internal",
                f"Learning rates came from update {rates.start} on where {self._expected} was next.",
                "Blocks of learning rates follow one another without a gap.",
            )
        count = len(rates.learning_rates["default"])
        for index in range(count):
            self._rates.append({name: values[index] for name, values in rates.learning_rates.items()})
        self._expected = rates.start + count
