"""Makes a training ready, up to its first update: process, device, workload, optimiser, in this order."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from ratebook_worker.checkpoint import Trainable
from ratebook_worker.determinism import make_deterministic
from ratebook_worker.device import TorchBackends, find_device
from ratebook_worker.generators import seed_generators
from ratebook_worker.optimizers import make_optimizer
from ratebook_worker.options import Options
from ratebook_worker.precision import precision_of
from ratebook_worker.protocol import Start
from ratebook_worker.update import Updater
from ratebook_worker.workload import Workload
from ratebook_worker.workloads import create_workload


@dataclass(frozen=True)
class Prepared:
    """A training with its initial weights. `device_name` is what the device is called in a record."""

    workload: Workload
    updater: Updater
    device_name: str


def prepare(start: Start, options: Options) -> Prepared:
    """Raises a WorkerError where this machine cannot train it."""
    make_deterministic()
    device, device_name = find_device(start.device, TorchBackends())
    precision = precision_of(start.recipe["precision"], device)
    seed_generators(start.seed)
    workload = create_workload(start, options, device)
    trainable = Trainable(
        workload.model,
        make_optimizer(start.recipe, workload.parameter_groups()),
        torch.amp.GradScaler(device.type, enabled=precision.scales_gradients),
    )
    # What building the model drew from the generators is no part of the training.
    seed_generators(start.seed)
    updater = Updater(workload, trainable, precision, start.recipe["gradientClipNorm"], device)
    return Prepared(workload, updater, device_name)
