"""The state of a training on disk: everything that the next update depends on and that is not in the start message."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from ratebook_worker.errors import WorkerError
from ratebook_worker.generators import capture_generators, restore_generators
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
    identity = {"trainer": start.trainer, "recipe": start.recipe, "seed": start.seed, "dataSeed": start.data_seed}
    return hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()


def _changing_state(model: nn.Module) -> dict[str, torch.Tensor]:
    """Trainable parameters and buffers; frozen weights come back from where they came from."""
    trainable = {name for name, parameter in model.named_parameters() if parameter.requires_grad}
    buffers = {name for name, _ in model.named_buffers()}
    return {name: value for name, value in model.state_dict().items() if name in trainable or name in buffers}


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
        "generators": capture_generators(device),
    }
    write_whole(path, lambda file: torch.save(state, file))
    return Checkpoint(t, str(path), _file_digest(path))


def remove_old_checkpoints(directory: str, t: int, kept: int) -> None:
    """Of those up to `t` updates leaves the `kept` newest, also where they are not evenly apart; later ones stay, being
    a longer run's that was in this folder before.
    """
    times = sorted(int(path.stem.removeprefix("checkpoint-")) for path in Path(directory).glob("checkpoint-*.pt"))
    for old in [time for time in times if time <= t][:-kept]:
        checkpoint_path(directory, old).unlink(missing_ok=True)


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
    is_mine = state.get("format") == FORMAT and state.get("owner") == _owner(start) and state.get("t") == checkpoint.t
    if not is_mine or state["model"].keys() != _changing_state(trainable.model).keys():
        raise WorkerError(
            "digest-mismatch",
            f"The checkpoint {path} belongs to another training.",
            "Resume with the seeds, recipe, trainer and runner that it was written with.",
        )
    trainable.model.load_state_dict(state["model"], strict=False)
    trainable.optimizer.load_state_dict(state["optimizer"])
    trainable.scaler.load_state_dict(state["scaler"])
    restore_generators(state["generators"], device)


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
