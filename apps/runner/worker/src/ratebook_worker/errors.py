"""Failures of a training that a person can be told about, by the codes of the trainer protocol."""

from __future__ import annotations

from typing import Literal

ErrorCode = Literal["out-of-memory", "data-missing", "digest-mismatch", "non-finite", "unsupported", "internal"]


class WorkerError(Exception):
    """A training that cannot begin or go on. `hint` says what the person can do about it."""

    def __init__(self, code: ErrorCode, message: str, hint: str) -> None:
        super().__init__(message)
        self.code: ErrorCode = code
        self.message = message
        self.hint = hint


def unsupported(message: str, hint: str) -> WorkerError:
    """What was asked for is none that this worker has."""
    return WorkerError("unsupported", message, hint)


def to_worker_error(error: BaseException) -> WorkerError:
    """Whatever was raised, as an error of the protocol; what nobody foresaw is `internal`.

    torch is not imported here: its errors are known by name, so that the protocol works where torch does not.
    """
    if isinstance(error, WorkerError):
        return error
    kind, text = type(error).__name__, str(error)
    if kind in ("OutOfMemoryError", "MemoryError") or "out of memory" in text.lower():
        return WorkerError("out-of-memory", first_line(text) or "The memory is full.", "Take a smaller --micro-batch.")
    if isinstance(error, ModuleNotFoundError):
        return unsupported(
            f"The Python package {error.name} is not installed.", "ratebook setup --text installs what text tasks need."
        )
    if kind == "AcceleratorError" or "CUDA error" in text or "HIP error" in text or "MPS backend" in text:
        return WorkerError("internal", first_line(text), "The device failed. ratebook doctor says what it looks like.")
    if isinstance(error, OSError):
        return WorkerError("internal", text, "Look at the disk: is it full, is the folder there and yours?")
    return WorkerError("internal", f"{kind}: {first_line(text)}", "This is a bug of the worker: please report it.")


def first_line(text: str) -> str:
    """The first line of a message that may be long, at most 300 characters of it."""
    return text.strip().split("\n", 1)[0][:300]
