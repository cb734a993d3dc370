"""SHA-256 of tensors and of this package."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import torch
from torch import Tensor, nn


def tensors_digest(tensors: Iterable[tuple[str, Tensor]]) -> str:
    """Of named tensors in this order: a line of name, type and shape, then the bytes as they lie in memory."""
    digest = hashlib.sha256()
    for name, value in tensors:
        digest.update(f"{name}\t{value.dtype}\t{tuple(value.shape)}\n".encode())
        raw = value.detach().cpu().contiguous().reshape(-1).view(torch.uint8)
        digest.update(raw.numpy().tobytes())
    return digest.hexdigest()


def weights_digest(model: nn.Module) -> str:
    """Of all parameters and buffers, sorted by name."""
    state = model.state_dict()
    return tensors_digest((name, state[name]) for name in sorted(state) if isinstance(state[name], Tensor))


def code_digest() -> str:
    """Of this package's Python files, by name: says whether two runs were made by the same worker."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
