"""A person's own training script: read, checked against its digest, and called so that its errors name its lines."""

from __future__ import annotations

import hashlib
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ratebook_worker.errors import WorkerError, first_line, is_out_of_memory, unsupported

FUNCTIONS = ("build", "loss", "evaluate")


class Script:
    """Calls the functions of a script. What they raise becomes a WorkerError that says in which line; but memory that
    is full stays what it is.
    """

    def __init__(self, path: Path, digest: str | None) -> None:
        """Raises a WorkerError: `data-missing`, `digest-mismatch`, `unsupported` where a function is missing."""
        self._path = path.absolute()
        source = _read(self._path, digest)
        self.digest = hashlib.sha256(source).hexdigest()
        module = types.ModuleType("ratebook_custom_task")
        module.__file__ = str(self._path)
        # Dataclasses look up the module that they are made in.
        sys.modules[module.__name__] = module
        with self._blamed("at its top level"):
            # What is run is the text whose digest was taken, not what may lie in the file by now.
            exec(compile(source, str(self._path), "exec", dont_inherit=True), module.__dict__)
        missing = [name for name in FUNCTIONS if not callable(getattr(module, name, None))]
        if missing:
            raise unsupported(f"{self._path} has no function {missing[0]}().", f"It needs {', '.join(FUNCTIONS)}.")
        self._module = module

    def call(self, function: str, *arguments: object) -> Any:
        with self._blamed(f"in {function}()"):
            return getattr(self._module, function)(*arguments)

    def wrong(self, function: str, got: object, expected: str) -> WorkerError:
        """What a function gave back is not what it should be."""
        return WorkerError(
            "internal", f"{function}() of {self._path} gave {got}; expected {expected}.", "Mend the script."
        )

    @contextmanager
    def _blamed(self, where: str) -> Iterator[None]:
        try:
            yield
        # Also a call of sys.exit: a worker that ended would leave the runner without an answer.
        except (Exception, SystemExit) as error:
            if isinstance(error, WorkerError) or is_out_of_memory(error):
                raise
            what = f"{self._path}{self._line(error)}, {where}: {type(error).__name__}: {first_line(str(error))}"
            if isinstance(error, FileNotFoundError):
                raise WorkerError("data-missing", what, "Put the script's data where it looks for them.") from error
            raise WorkerError("internal", what, "Mend the script; a changed one has another digest.") from error

    def _line(self, error: BaseException) -> str:
        if isinstance(error, SyntaxError) and error.filename == str(self._path):
            return f", line {error.lineno}"
        line, frame = "", error.__traceback__
        while frame is not None:
            if frame.tb_frame.f_code.co_filename == str(self._path):
                line = f", line {frame.tb_lineno}"
            frame = frame.tb_next
        return line


def _read(path: Path, digest: str | None) -> bytes:
    try:
        source = path.read_bytes()
    except OSError as error:
        raise WorkerError(
            "data-missing", f"The script {path} could not be read: {error.strerror}.", "Say its path in trainer.model."
        ) from error
    found = hashlib.sha256(source).hexdigest()
    if found != digest:
        raise WorkerError(
            "digest-mismatch",
            f"The script {path} has the digest {found}; the task says {digest}.",
            "A task is trained with the very script that it was opened with; another one is another task.",
        )
    return source
