"""Failures of a training that a person can be told about, by the codes of the trainer protocol."""

from __future__ import annotations

from typing import Literal

ErrorCode = Literal["out-of-memory", "data-missing", "digest-mismatch", "non-finite", "unsupported", "internal"]


ONEDNN_FULL = "could not create a primitive"
"""What oneDNN says on the CPU where it cannot have the memory for one."""
FULL_MEMORY = ("out of memory", "can't allocate memory", "not enough memory", "cublas_status_alloc_failed", ONEDNN_FULL)
DEVICE_FAILURES = (
    "CUDA error",
    "CUDA driver",
    "HIP error",
    "NCCL error",
    "cuDNN error",
    "CUBLAS_STATUS",
    "MPS backend",
)


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
    if is_out_of_memory(error):
        return WorkerError("out-of-memory", first_line(text) or "The memory is full.", "Take a smaller --micro-batch.")
    if isinstance(error, ModuleNotFoundError):
        return unsupported(f"The Python package {error.name} is not installed.", _how_to_install(error.name))
    if isinstance(error, ImportError):
        return unsupported(f"A Python package does not load: {first_line(text)}", "ratebook setup makes a sound one.")
    if kind in ("AcceleratorError", "DistBackendError") or any(name in text for name in DEVICE_FAILURES):
        return WorkerError("internal", first_line(text), "The device failed. ratebook doctor says what it looks like.")
    if isinstance(error, OSError):
        return WorkerError("internal", text, "Look at the disk: is it full, is the folder there and yours?")
    return WorkerError("internal", f"{kind}: {first_line(text)}", "This is a bug of the worker: please report it.")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory was what failed, the device's or the machine's: each part of torch says so in other words."""
    text = str(error).lower()
    return type(error).__name__ in ("OutOfMemoryError", "MemoryError") or any(words in text for words in FULL_MEMORY)


def _how_to_install(package: str | None) -> str:
    if package in ("torch", "numpy"):
        return "ratebook setup installs what the worker needs."
    return "ratebook setup --text installs what text tasks need."


def first_line(text: str) -> str:
    """The first line of a message that may be long, at most 300 characters of it."""
    return text.strip().split("\n", 1)[0][:300]
