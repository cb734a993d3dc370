"""The device that a training runs on: found, checked, named.

No branch for CUDA, ROCm or MPS was ever run by us on such a device; they are tested with torch's answers faked.
"""

from __future__ import annotations

import re
from typing import Protocol

import torch

from ratebook_worker.errors import unsupported


class Backends(Protocol):
    """What torch says about a machine: the part of it that tests replace."""

    def cuda_count(self) -> int: ...

    def cuda_name(self, index: int) -> str: ...

    def has_mps(self) -> bool: ...


class TorchBackends:
    """torch's own answers. ROCm devices answer under the name of CUDA."""

    def cuda_count(self) -> int:
        return torch.cuda.device_count()

    def cuda_name(self, index: int) -> str:
        return str(torch.cuda.get_device_name(index))

    def has_mps(self) -> bool:
        return bool(torch.backends.mps.is_available())


def find_device(asked: str, backends: Backends) -> tuple[torch.device, str]:
    """The device of `cpu`, `cuda`, `cuda:1`, `mps` or `auto`, and what it is called in a record.

    Raises a WorkerError (`unsupported`) where this machine or this build of torch has it not.
    """
    if asked == "auto":
        asked = "cuda" if backends.cuda_count() > 0 else "mps" if backends.has_mps() else "cpu"
        return find_device(asked, backends)
    if asked == "cpu":
        return torch.device("cpu"), "cpu"
    gpu = re.fullmatch(r"cuda(?::(\d{1,3}))?", asked)
    if gpu is not None:
        number, count = int(gpu[1] or 0), backends.cuda_count()
        if number < count:
            return torch.device("cuda", number), backends.cuda_name(number)
        raise unsupported(
            f"torch {torch.__version__} sees {count} GPUs; {asked} was asked for.",
            "ratebook doctor says what it sees. A CPU build of torch sees none: ratebook setup makes another.",
        )
    if asked == "mps":
        if backends.has_mps():
            return torch.device("mps"), "mps"
        raise unsupported("This torch has no MPS device.", "It needs a Mac with Apple silicon.")
    raise unsupported(f'There is no device "{asked}".', "There are: auto, cpu, cuda, cuda:1 and so on, mps.")
