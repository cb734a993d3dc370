"""A training of somebody's own: model, data, loss and evaluation come from a script (see ratebook_worker.custom)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from ratebook_worker.batch_order import BatchOrder, cut, micro_batch_size
from ratebook_worker.custom import Setting
from ratebook_worker.digests import tensors_digest
from ratebook_worker.errors import unsupported
from ratebook_worker.options import Options
from ratebook_worker.protocol import Start
from ratebook_worker.workload import Batch, Evaluation, Split, UpdateSize
from ratebook_worker.workloads.script import Script

SPLITS = ("train", "validation", "test")

Items = tuple[Tensor, ...]
"""Tensors of the same first dimension: row i of each belongs to item i."""


def create_custom_workload(start: Start, options: Options, device: torch.device) -> CustomWorkload:
    """Runs the script's `build`. Raises a WorkerError: see Script; `unsupported` for batches of tokens."""
    trainer = start.trainer
    if trainer["model"] is None or trainer["model"]["source"] != "directory":
        raise unsupported("A custom task has no script.", 'trainer.model names it: {"source": "directory", "name": …}.')
    if start.recipe["batch"]["unit"] != "examples":
        raise unsupported("Custom tasks come in batches of examples.", "Write the recipe's batch in examples.")
    script = Script(Path(trainer["model"]["name"]), trainer["scriptDigest"])
    setting = Setting(start.task, start.recipe, start.seed, start.data_seed, device, options.data)
    model, data = _built(script, setting)
    asked = options.micro_batch if options.micro_batch is not None else trainer["microBatch"]
    return CustomWorkload(script, model.to(device), data, start, asked)


def _built(script: Script, setting: Setting) -> tuple[nn.Module, Mapping[str, Items]]:
    built = script.call("build", setting)
    if not isinstance(built, tuple) or len(built) != 2 or not isinstance(built[0], nn.Module):
        raise script.wrong("build", type(built).__name__, "a tuple of an nn.Module and the data by split")
    model, data = built
    if not any(parameter.requires_grad for parameter in model.parameters()):
        raise script.wrong("build", "a model without trainable parameters", "some")
    if not isinstance(data, Mapping) or set(data) != set(SPLITS):
        raise script.wrong("build", f"the splits {list(data)}", f"{', '.join(SPLITS)}")
    for split in SPLITS:
        items = data[split]
        is_sound = isinstance(items, tuple) and all(isinstance(one, Tensor) and one.dim() > 0 for one in items)
        if not is_sound or len({len(one) for one in items}) != 1 or len(items[0]) == 0:
            raise script.wrong("build", f"no sound {split} split", "a tuple of tensors of one length above 0")
    return model, data


class CustomWorkload:
    """A script's model and data on a device."""

    def __init__(
        self, script: Script, model: nn.Module, data: Mapping[str, Items], start: Start, asked_micro_batch: int | None
    ) -> None:
        self.model = model
        batch_size = start.recipe["batch"]["size"]
        self._order = BatchOrder(len(data["train"][0]), batch_size, start.data_seed)
        self._micro_batch = micro_batch_size(batch_size, asked_micro_batch)
        self.updates_per_epoch = float(self._order.updates_per_epoch)
        self.tokens_per_update = None
        self.data_digest = tensors_digest(
            (f"{split}.{index}", tensor) for split in SPLITS for index, tensor in enumerate(data[split])
        )
        self.versions: Mapping[str, str] = {"script": script.digest[:16]}
        self._metrics = ("loss", start.task["metric"]["name"])
        self._script = script
        self._data = data
        self._device = next(model.parameters()).device

    def parameter_groups(self) -> Mapping[str, Sequence[nn.Parameter]]:
        return {"default": [parameter for parameter in self.model.parameters() if parameter.requires_grad]}

    def micro_batches(self, t: int) -> Sequence[Batch]:
        return [
            tuple(tensor[positions].to(self._device) for tensor in self._data["train"])
            for positions in cut(self._order.positions(t), self._micro_batch)
        ]

    def loss(self, batch: Batch) -> tuple[Tensor, int]:
        result = self._script.call("loss", self.model, batch)
        if not isinstance(result, tuple) or len(result) != 2:
            raise self._script.wrong("loss", type(result).__name__, "a tuple of the summed loss and its count")
        summed, count = result
        if not isinstance(summed, Tensor) or summed.dim() != 0 or not summed.requires_grad:
            raise self._script.wrong("loss", "no scalar tensor with a gradient", "the sum over the batch's losses")
        if not isinstance(count, int) or count < 1:
            raise self._script.wrong("loss", f"the count {count}", "a whole number of 1 or more")
        return summed, count

    def size(self, t: int) -> UpdateSize:
        del t
        return UpdateSize(self._order.batch_size, None)

    def evaluate(self, split: Split) -> Evaluation:
        items = tuple(tensor.to(self._device) for tensor in self._data[split])
        result = self._script.call("evaluate", self.model, items)
        if not isinstance(result, Evaluation):
            raise self._script.wrong("evaluate", type(result).__name__, "an Evaluation of ratebook_worker.custom")
        for name in self._metrics:
            if not isinstance(result.metrics.get(name), int | float):
                raise self._script.wrong("evaluate", f"no number for the metric {name}", "one")
        return result
