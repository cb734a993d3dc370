"""What can be trained, by `task.trainer.net`. Each is imported when it is asked for: transformers takes seconds."""

from __future__ import annotations

import torch

from ratebook_worker.errors import unsupported
from ratebook_worker.options import Options
from ratebook_worker.protocol import Start
from ratebook_worker.workload import Workload


def create_workload(start: Start, options: Options, device: torch.device) -> Workload:
    """Loads data and model and puts the model on the device.

    Raises a WorkerError: `unsupported`, `data-missing`, `digest-mismatch`.
    """
    trainer = start.trainer
    if trainer["name"] != "torch":
        raise unsupported(f'This is the torch trainer; the task wants "{trainer["name"]}".', "Take a torch task.")
    net = trainer["net"]
    if net in ("lenet", "resnet"):
        from ratebook_worker.workloads.image import create_image_workload

        return create_image_workload(start, options, device)
    if net == "text-classifier":
        from ratebook_worker.workloads.text_classifier import create_text_classifier

        return create_text_classifier(start, options, device)
    if net == "causal-lm":
        from ratebook_worker.workloads.causal_lm import create_causal_lm

        return create_causal_lm(start, options, device)
    if net == "custom":
        from ratebook_worker.workloads.custom import create_custom_workload

        return create_custom_workload(start, options, device)
    raise unsupported(f'There is no net "{net}".', "There are: lenet, resnet, text-classifier, causal-lm, custom.")
