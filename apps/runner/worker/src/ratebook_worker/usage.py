"""What a training costs the machine: seconds, energy, memory.

The NVML and CUDA branches were never run by us on a GPU; they are tested with NVML faked.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

EnergyCounter = Callable[[], float | None]
"""Joules since some moment, or None where nothing can be read."""


@dataclass(frozen=True)
class Usage:
    """Since the training began in this process; memory is the process's peak."""

    device_seconds: float
    energy_joules: float | None
    peak_memory_bytes: int | None


class UsageMeter:
    """Reads clocks and counters. One device: its seconds are the wall's."""

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


def energy_counter(device: torch.device) -> EnergyCounter:
    """NVML's counter of the whole GPU, in joules since the driver was loaded.

    None where there is no NVIDIA GPU, no NVML, a GPU that is cut into parts (MIG) and so not this training's alone, or
    a GPU older than Volta, which counts nothing.
    """
    if device.type != "cuda" or torch.version.hip is not None:
        return lambda: None
    try:
        import pynvml

        pynvml.nvmlInit()
        uuid = torch.cuda.get_device_properties(device).uuid
        handle = pynvml.nvmlDeviceGetHandleByUUID(f"GPU-{uuid}")
        if _is_shared(pynvml, handle):
            return lambda: None
        pynvml.nvmlDeviceGetTotalEnergyConsumption(handle)
    except Exception:  # NVML has one exception class a cause, and none of them is a reason not to train.
        return lambda: None
    return lambda: pynvml.nvmlDeviceGetTotalEnergyConsumption(handle) / 1000


def _is_shared(nvml: object, handle: object) -> bool:
    try:
        current, _ = nvml.nvmlDeviceGetMigMode(handle)  # type: ignore[attr-defined]
    except Exception:  # A GPU that knows no MIG is not cut by it.
        return False
    return bool(current)
