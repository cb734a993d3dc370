"""Runs out of memory, as a GPU would say it, above as many examples at once as `trainer.sequenceLength` says."""

import torch
from torch import Tensor, nn

from ratebook_worker.custom import Evaluation, Setting

Items = tuple[Tensor, ...]


def build(setting: Setting) -> tuple[nn.Module, dict[str, Items]]:
    model = nn.Linear(3, 1)
    model.register_buffer("room", torch.tensor(setting.task["trainer"]["sequenceLength"]), persistent=False)
    items: Items = (torch.ones(40, 3),)
    return model, {"train": items, "validation": items, "test": items}


def loss(model: nn.Module, batch: Items) -> tuple[Tensor, int]:
    if len(batch[0]) > int(model.get_buffer("room")):
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.\nSee documentation.")
    summed: Tensor = model(batch[0]).sum()
    return summed, len(batch[0])


def evaluate(model: nn.Module, items: Items) -> Evaluation:
    return Evaluation({"loss": float(model(items[0]).mean())})
