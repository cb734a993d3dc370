"""The state of a training on disk: everything that the next update depends on and that is not in the start message."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from ratebook_worker.errors import WorkerError
from ratebook_worker.protocol import Checkpoint, Start
from ratebook_worker.whole_file import write_whole

FORMAT = "ratebook-torch-checkpoint/1"


@dataclass(frozen=True)
class Trainable:
    """What changes while training."""

    model: nn.Module
    optimizer: torch.optim.Optimizer
    scaler: torch.amp.GradScaler


def _owner(start: Start) -> str:
    """Which training a checkpoint belongs to: resuming any other one from it is refused."""
    identity = {"trainer": dict(start.trainer), "recipe": start.recipe, "seed": start.seed, "dataSeed": start.data_seed}
    return hashlib.sha256(repr(_sorted(identity)).encode()).hexdigest()


def _sorted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return [(key, _sorted(value[key])) for key in sorted(value)]
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def _changing_state(model: nn.Module) -> dict[str, torch.Tensor]:
    """Trainable parameters and buffers; frozen weights come back from where they came from."""
    trainable = {name for name, parameter in model.named_parameters() if parameter.requires_grad}
    buffers = {name for name, _ in model.named_buffers()}
    return {name: value for name, value in model.state_dict().items() if name in trainable or name in buffers}


def _generators(device: torch.device) -> dict[str, Any]:
    version, keys, position = random.getstate()[:3][0], random.getstate()[1], random.getstate()[2]
    kind, numpy_keys, at, has_gauss, gauss = np.random.get_state(legacy=True)
    return {
        "python": [version, list(keys), position],
        "numpy": [str(kind), torch.from_numpy(np.asarray(numpy_keys).astype(np.int64)), at, has_gauss, gauss],
        "torch": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state(device) if device.type == "cuda" else None,
    }


def _restore_generators(state: Mapping[str, Any], device: torch.device) -> None:
    version, keys, position = state["python"]
    random.setstate((version, tuple(keys), position))
    kind, numpy_keys, at, has_gauss, gauss = state["numpy"]
    np.random.set_state((kind, numpy_keys.numpy().astype(np.uint32), at, has_gauss, gauss))
    torch.set_rng_state(state["torch"])
    if device.type == "cuda":
        torch.cuda.set_rng_state(state["cuda"], device)


def checkpoint_path(directory: str, t: int) -> Path:
    return Path(directory) / f"checkpoint-{t}.pt"


def write_checkpoint(start: Start, t: int, trainable: Trainable, device: torch.device) -> Checkpoint:
    """Writes `<directory>/checkpoint-<t>.pt`, whole or not at all."""
    path = checkpoint_path(start.directory, t)
    state = {
        "format": FORMAT,
        "owner": _owner(start),
        "t": t,
        "model": _changing_state(trainable.model),
        "optimizer": trainable.optimizer.state_dict(),
        "scaler": trainable.scaler.state_dict(),
        "generators": _generators(device),
    }
    write_whole(path, lambda file: torch.save(state, file))
    return Checkpoint(t, str(path), _file_digest(path))


def remove_checkpoint(directory: str, t: int) -> None:
    """Removes the checkpoint of `t` updates, if it is there."""
    checkpoint_path(directory, t).unlink(missing_ok=True)


def restore_checkpoint(start: Start, checkpoint: Checkpoint, trainable: Trainable, device: torch.device) -> None:
    """Puts the state back, bit for bit.

    Raises a WorkerError: `data-missing` where the file is gone, `digest-mismatch` where it has changed or belongs to
    another training.
    """
    path = Path(checkpoint.path)
    if not os.access(path, os.R_OK):
        raise WorkerError(
            "data-missing", f"The checkpoint {path} could not be read.", "Start the run again without it."
        )
    if _file_digest(path) != checkpoint.sha256:
        raise WorkerError(
            "digest-mismatch", f"The checkpoint {path} has changed since it was written.", "Start the run again."
        )
    # Only tensors and plain values are read: a checkpoint is never code.
    state = torch.load(path, map_location="cpu", weights_only=True)
    if state.get("format") != FORMAT or state.get("owner") != _owner(start) or state.get("t") != checkpoint.t:
        raise WorkerError(
            "digest-mismatch",
            f"The checkpoint {path} belongs to another training.",
            "Resume with the seeds, recipe and trainer that it was written with.",
        )
    trainable.model.load_state_dict(state["model"], strict=False)
    trainable.optimizer.load_state_dict(state["optimizer"])
    trainable.scaler.load_state_dict(state["scaler"])
    _restore_generators(state["generators"], device)


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
