"""What a training costs the machine: seconds, energy, memory.

The NVML and CUDA branches were never run by us on a GPU; NVML's is tested with NVML faked.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import torch

EnergyCounter = Callable[[], float | None]
"""Joules since some moment, or None where nothing can be read."""


@dataclass(frozen=True)
class Usage:
    """Since the training began in this process; memory is the peak of the process or, on a GPU, of the training."""

    device_seconds: float
    energy_joules: float | None
    peak_memory_bytes: int | None


class UsageMeter:
    """Reads clocks and counters. One device: its seconds are the wall's, evaluations included."""

    def __init__(self, device: torch.device, energy: EnergyCounter) -> None:
        self._device = device
        self._energy = energy
        self._began = time.monotonic()
        self._joules = energy()
        if device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(device)

    def read(self) -> Usage:
        joules = self._energy()
        return Usage(
            device_seconds=time.monotonic() - self._began,
            energy_joules=None if joules is None or self._joules is None else joules - self._joules,
            peak_memory_bytes=self._peak_memory_bytes(),
        )

    def _peak_memory_bytes(self) -> int | None:
        if self._device.type == "cuda":
            return int(torch.cuda.max_memory_allocated(self._device))
        if sys.platform == "win32":
            return None
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        # Linux counts kilobytes, macOS bytes.
        return peak if sys.platform == "darwin" else peak * 1024


class Nvml(Protocol):
    """The part of the module pynvml that is used: what tests replace."""

    def nvmlInit(self) -> None: ...  # noqa: N802

    def nvmlDeviceGetHandleByUUID(self, uuid: str) -> Any: ...  # noqa: N802

    def nvmlDeviceGetMigMode(self, handle: Any) -> tuple[int, int]: ...  # noqa: N802

    def nvmlDeviceGetTotalEnergyConsumption(self, handle: Any) -> int: ...  # noqa: N802


def energy_counter(device: torch.device) -> EnergyCounter:
    """The counter of an NVIDIA GPU; one that reads None for any other device, or without the package nvidia-ml-py."""
    if device.type != "cuda" or torch.version.hip is not None:
        return _nothing
    try:
        import pynvml
    except ImportError:
        return _nothing
    return nvml_energy_counter(pynvml, f"GPU-{torch.cuda.get_device_properties(device).uuid}")


def nvml_energy_counter(nvml: Nvml, uuid: str) -> EnergyCounter:
    """NVML's counter of the whole GPU, in joules since the driver was loaded.

    It reads None where NVML does not answer, where the GPU is cut into parts (MIG) and so not this training's alone,
    and where it is older than Volta and counts nothing. A GPU that other programs use too is not noticed.
    """
    # NVML has an exception class for each cause, and none of them is a reason not to train.
    try:
        nvml.nvmlInit()
        handle = nvml.nvmlDeviceGetHandleByUUID(uuid)
    except Exception:
        return _nothing
    if _is_cut(nvml, handle):
        return _nothing

    def joules() -> float | None:
        try:
            return nvml.nvmlDeviceGetTotalEnergyConsumption(handle) / 1000
        except Exception:
            return None

    return joules


def _is_cut(nvml: Nvml, handle: Any) -> bool:
    try:
        current, _ = nvml.nvmlDeviceGetMigMode(handle)
    except Exception:  # A GPU that knows no MIG is not cut by it.
        return False
    return bool(current)


def _nothing() -> None:
    return None
