"""A worker as the runner has it: a process of its own, lines in, lines out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

from worker.documents import ASSETS, WORKER, Json


class WorkerProcess:
    """Trains one start after another. `errors` takes what it says on standard error."""

    def __init__(self, data: Path, *options: str) -> None:
        command = [sys.executable, "-m", "ratebook_worker", "--assets", str(ASSETS), "--data", str(data), *options]
        environment = {**os.environ, "PYTHONPATH": str(WORKER / "src"), "OMP_NUM_THREADS": "1"}
        self.errors = data / "errors.txt"
        with self.errors.open("wb") as errors:
            self.process = subprocess.Popen(
                command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
            )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._input: IO[bytes] = self.process.stdin
        self._output: IO[bytes] = self.process.stdout

    def send(self, *messages: Json) -> None:
        self._input.write("".join(json.dumps(message) + "\n" for message in messages).encode())
        self._input.flush()

    def messages(self) -> Iterator[Json]:
        """What the worker says up to the end of a training, that included."""
        for line in self._output:
            message: Json = json.loads(line, parse_constant=_no_constant)
            yield message
            if message["type"] in ("finished", "error"):
                return
        raise AssertionError(f"The worker ended: {self.errors.read_text()}")

    def train(
        self, start: Json, learning_rates: Sequence[float], react: Callable[[Json], Json | None] = lambda _: None
    ) -> list[Json]:
        """Everything that is said of a training; its learning rates come in one block once it is ready."""
        self.send(start)
        first = 0 if start["resumeFrom"] is None else start["resumeFrom"]["t"]
        said = []
        for message in self.messages():
            said.append(message)
            if message["type"] == "ready":
                self.send({"type": "rates", "from": first, "learningRates": {"default": learning_rates[first:]}})
            answer = react(message)
            if answer is not None:
                self.send(answer)
        return said

    def close(self) -> int:
        """Ends the input, as a runner does that is done or dead; the exit status."""
        self._input.close()
        status = self.process.wait(timeout=60)
        self._output.close()
        return status

    def vanish(self) -> int:
        """Both pipes break at once, as where the runner is killed; the exit status."""
        self._output.close()
        return self.close()


def _no_constant(name: str) -> float:
    raise AssertionError(f"{name} is no JSON")


def without_usage(messages: Sequence[Json]) -> list[Json]:
    """What must repeat: all but clocks and memory."""
    return [message for message in messages if message["type"] != "usage"]
