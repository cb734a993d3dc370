"""The worker of one training: a process of its own, so that all it held is free when it ends, a GPU's memory too."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import ratebook_worker
from ratebook_ray.setting import Setting

WORKER_LOG = "worker.log"
ASSETS = "assets"
"""In the package that the runner sends: the data that come with it."""

QUOTED_LINES = 8
QUOTED_BYTES = 16384
"""At the end of a log that many trainings may have added to."""

GRACE_SECONDS = 3


class Worker:
    """Speaks trainer protocol 1. What it writes to standard error is added to `worker.log` in the run's folder."""

    def __init__(self, setting: Setting, directory: Path) -> None:
        package = Path(ratebook_worker.__file__).parents[1]
        command = [sys.executable, "-m", "ratebook_worker", "--assets", str(package / ASSETS)]
        command += ["--data", str(setting.data())]
        if setting.micro_batch is not None:
            command += ["--micro-batch", str(setting.micro_batch)]
        self._log = directory / WORKER_LOG
        with self._log.open("ab") as errors:
            self._process = subprocess.Popen(
                command,
                env={**setting.environment.of(os.environ), "PYTHONPATH": str(package)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                # A group of its own: what it has started itself ends with it.
                process_group=0,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input = self._process.stdin
        self._output = self._process.stdout

    def send(self, message: Mapping[str, Any]) -> None:
        """One that has ended takes nothing; that it has is told by the end of its messages."""
        try:
            self._input.write(json.dumps(message, allow_nan=False).encode() + b"\n")
            self._input.flush()
        except BrokenPipeError:
            return

    def messages(self) -> Iterator[dict[str, Any]]:
        """What it says, to its end."""
        for line in self._output:
            if line.endswith(b"\n"):
                yield json.loads(line)

    def close(self) -> None:
        """Ends it wherever it is; asked first, made to after a grace."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._output.close()
        # What was still to be written has nobody to go to.
        try:
            self._input.close()
        except BrokenPipeError:
            return

    def _log_end(self) -> str:
        with self._log.open("rb") as file:
            file.seek(max(0, self._log.stat().st_size - QUOTED_BYTES))
            return file.read(QUOTED_BYTES).decode(errors="replace")

    def last_words(self) -> tuple[str, str, str]:
        """Why it ended before its training did: code, message and hint, as the runner says them."""
        status = self._process.wait()
        if status == -signal.SIGKILL:
            return (
                "out-of-memory",
                "The worker was killed (SIGKILL): the system does that where memory runs out.",
                "Ask for fewer trainings on a machine (--trial-cpus, --trial-gpus), or take a smaller --micro-batch.",
            )
        lines = [line for line in self._log_end().splitlines() if line.strip()]
        how = f"by signal {-status}" if status < 0 else f"with exit code {status}"
        message = "\n".join([f"The worker ended {how} before the training did.", *lines[-QUOTED_LINES:]])
        return "internal", message, f"All that it wrote is in {self._log}."
