"""The state of every random generator that a training can draw from: Python's, NumPy's, torch's on CPU and device."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

GeneratorStates = Mapping[str, Any]
"""Tensors and plain values only, so that torch.load reads them without running code."""


def seed_generators(seed: int) -> None:
    """Sets all of them, on all devices; `seed` is 0…2³²−1."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def capture_generators(device: torch.device) -> GeneratorStates:
    """The states now. Those of CUDA and MPS devices were never captured by us on one."""
    version, keys, gauss_next = random.getstate()
    kind, numpy_keys, position, has_gauss, gauss = np.random.get_state(legacy=True)
    return {
        "python": [version, list(keys), gauss_next],
        "numpy": [str(kind), torch.from_numpy(np.asarray(numpy_keys).astype(np.int64)), position, has_gauss, gauss],
        "torch": torch.get_rng_state(),
        "device": _device_state(device),
    }


def restore_generators(states: GeneratorStates, device: torch.device) -> None:
    """Puts captured states back; `device` is of the type that they were captured on."""
    version, keys, gauss_next = states["python"]
    random.setstate((version, tuple(keys), gauss_next))
    kind, numpy_keys, position, has_gauss, gauss = states["numpy"]
    np.random.set_state((kind, numpy_keys.numpy().astype(np.uint32), position, has_gauss, gauss))
    torch.set_rng_state(states["torch"])
    if device.type == "cuda":
        torch.cuda.set_rng_state(states["device"], device)
    elif device.type == "mps":
        torch.mps.set_rng_state(states["device"])


@contextmanager
def undisturbed_generators(device: torch.device) -> Iterator[None]:
    """What is drawn inside changes nothing outside: an evaluation must not shift the training's randomness."""
    states = capture_generators(device)
    try:
        yield
    finally:
        restore_generators(states, device)


def _device_state(device: torch.device) -> torch.Tensor | None:
    if device.type == "cuda":
        return torch.cuda.get_rng_state(device)
    return torch.mps.get_rng_state() if device.type == "mps" else None
