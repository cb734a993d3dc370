"""Image classification: a net from scratch, cross-entropy, accuracy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from ratebook_worker.batch_order import BatchOrder, cut, micro_batch_size
from ratebook_worker.datasets.digits import load_digits
from ratebook_worker.datasets.fashion_mnist import load_fashion_mnist
from ratebook_worker.datasets.images import ImageData
from ratebook_worker.errors import unsupported
from ratebook_worker.nets.lenet import LeNet
from ratebook_worker.nets.resnet import ResNet8
from ratebook_worker.options import Options
from ratebook_worker.protocol import Start
from ratebook_worker.workload import Batch, Evaluation, Predictions, Split, UpdateSize

METRICS = ("accuracy", "loss")
EVALUATED_AT_ONCE = 512
MICRO_BATCHES_AT_ONCE = 16
"""Without gradients so many take no more memory than one does in training."""


def create_image_workload(start: Start, options: Options, device: torch.device) -> ImageWorkload:
    """Raises a WorkerError (`unsupported`) for a data set, batch unit, adaptation or metric that images have not."""
    recipe, trainer = start.recipe, start.trainer
    if recipe["batch"]["unit"] != "examples":
        raise unsupported("Images come in batches of examples, not of tokens.", "Write the batch in examples.")
    if recipe["adaptation"]["method"] != "none":
        raise unsupported(
            f'The image nets have no adaptation "{recipe["adaptation"]["method"]}".', "They are trained from scratch."
        )
    if start.task["metric"]["name"] not in METRICS:
        raise unsupported(
            f'Images are not measured by "{start.task["metric"]["name"]}".', f"There are: {', '.join(METRICS)}."
        )
    data = _load(trainer["data"]["name"], options)
    channels, height, width = data.shape
    net: nn.Module = (
        LeNet(channels, height, width, data.classes) if trainer["net"] == "lenet" else ResNet8(channels, data.classes)
    )
    asked = options.micro_batch if options.micro_batch is not None else trainer["microBatch"]
    order = BatchOrder(len(data.splits["train"].labels), recipe["batch"]["size"], start.data_seed)
    micro_batch = micro_batch_size(recipe["batch"]["size"], asked)
    return ImageWorkload(net.to(device), data, order, micro_batch, start.task["metric"]["name"], device)


def _load(name: str, options: Options) -> ImageData:
    if name == "digits":
        return load_digits(options.assets)
    if name == "fashion-mnist":
        return load_fashion_mnist(options.data)
    raise unsupported(f'There is no image data set "{name}".', "There are: digits, fashion-mnist.")


class ImageWorkload:
    """A net and its images on a device."""

    def __init__(
        self,
        model: nn.Module,
        data: ImageData,
        order: BatchOrder,
        micro_batch: int,
        metric: str,
        device: torch.device,
    ) -> None:
        self.model = model
        self.updates_per_epoch = float(order.updates_per_epoch)
        self.tokens_per_update = None
        self.data_digest = data.digest
        self.versions: Mapping[str, str] = {}
        self._data = data
        self._order = order
        self._micro_batch = micro_batch
        self._metric = metric
        self._device = device

    def parameter_groups(self) -> Mapping[str, Sequence[nn.Parameter]]:
        return {"default": list(self.model.parameters())}

    def micro_batches(self, t: int) -> Sequence[Batch]:
        train = self._data.splits["train"]
        return [
            (train.pixels[positions].to(self._device), train.labels[positions].to(self._device))
            for positions in cut(self._order.positions(t), self._micro_batch)
        ]

    def loss(self, batch: Batch) -> tuple[Tensor, int]:
        pixels, labels = batch
        return functional.cross_entropy(self.model(pixels), labels, reduction="sum"), len(labels)

    def size(self, t: int) -> UpdateSize:
        del t
        return UpdateSize(self._order.batch_size, None)

    def evaluate(self, split: Split) -> Evaluation:
        held = self._data.splits[split]
        predicted: list[int] = []
        log_loss: list[float] = []
        at_once = min(EVALUATED_AT_ONCE, MICRO_BATCHES_AT_ONCE * self._micro_batch)
        for start in range(0, len(held.labels), at_once):
            pixels = held.pixels[start : start + at_once].to(self._device)
            labels = held.labels[start : start + at_once].to(self._device)
            logits = self.model(pixels).float()
            predicted += logits.argmax(dim=1).tolist()
            log_loss += functional.cross_entropy(logits, labels, reduction="none").tolist()
        # The task's metric and the loss, and nothing else: the registry refuses what a task does not name (F08).
        metrics = {"loss": sum(log_loss) / len(log_loss)}
        if self._metric == "accuracy":
            correct = sum(one == label for one, label in zip(predicted, held.labels.tolist(), strict=True))
            metrics["accuracy"] = correct / len(predicted)
        return Evaluation(metrics, Predictions(held.numbers, predicted, log_loss))
