"""Text classification: a pretrained encoder with a new head, cross-entropy, accuracy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from ratebook_worker.adaptation import adapt, check_adaptation, parameter_groups
from ratebook_worker.batch_order import BatchOrder, cut, micro_batch_size
from ratebook_worker.datasets.glosses import load_glosses
from ratebook_worker.datasets.hub import load_labelled_rows
from ratebook_worker.datasets.movie_reviews import load_movie_reviews
from ratebook_worker.datasets.texts import Classification
from ratebook_worker.errors import unsupported
from ratebook_worker.generators import seed_generators
from ratebook_worker.models.pretrained import check_length, load_classifier, load_tokenizer, source_of
from ratebook_worker.options import Options
from ratebook_worker.precision import weights_dtype
from ratebook_worker.protocol import JsonObject, Start
from ratebook_worker.workload import Batch, Evaluation, Predictions, Split, UpdateSize
from ratebook_worker.workloads.text_versions import text_versions

METRICS = ("accuracy", "loss")
EVALUATED_AT_ONCE = 64
MICRO_BATCHES_AT_ONCE = 4
"""Without gradients so many take no more memory than one does in training."""


def create_text_classifier(start: Start, options: Options, device: torch.device) -> TextClassifier:
    """Raises a WorkerError: `unsupported`, `data-missing`."""
    recipe, trainer = start.recipe, start.trainer
    if recipe["batch"]["unit"] != "examples":
        raise unsupported("Texts to classify come in batches of examples.", "Write the batch in examples.")
    if start.task["metric"]["name"] not in METRICS:
        raise unsupported(
            f'Classes are not measured by "{start.task["metric"]["name"]}".', f"There are: {', '.join(METRICS)}."
        )
    if trainer["sequenceLength"] is None or trainer["packing"]:
        raise unsupported("A text classifier needs a sequenceLength and no packing.", "Look at task.trainer.")
    if recipe["adaptation"]["method"] == "qlora":
        raise unsupported("Classifiers are not trained with qlora.", "Take lora.")
    check_adaptation(recipe)
    data = _load(trainer["data"], options)
    source = source_of(trainer["model"], options.data)
    tokenizer = load_tokenizer(source)
    if tokenizer.pad_token_id is None:
        raise unsupported(f"{source.name} has no token to pad with.", "Take an encoder.")
    # Head and adapters follow from the seed, whatever was drawn for what had to be unpacked first.
    seed_generators(start.seed)
    classifier = load_classifier(source, data.classes, weights_dtype(recipe))
    check_length(classifier.model, trainer["sequenceLength"])
    model = adapt(classifier.model, recipe, "SEQ_CLS", classifier.new_modules).to(device)
    asked = options.micro_batch if options.micro_batch is not None else trainer["microBatch"]
    order = BatchOrder(len(data.data.splits["train"].items), recipe["batch"]["size"], start.data_seed)
    texts = _Texts(data, tokenizer, trainer["sequenceLength"], device)
    return TextClassifier(
        model,
        parameter_groups(model, recipe, classifier.new_modules),
        texts,
        order,
        micro_batch_size(recipe["batch"]["size"], asked),
        start.task["metric"]["name"],
    )


def _load(source: JsonObject, options: Options) -> Classification:
    if source["source"] != "package":
        return load_labelled_rows(source, options.data)
    if source["name"] == "movie-reviews":
        return load_movie_reviews(source["configuration"], source["revision"])
    if source["name"] == "wordnet-glosses":
        return load_glosses(options.assets)
    raise unsupported(
        f'No package "{source["name"]}" of labelled texts is known.', "There are: movie-reviews, wordnet-glosses."
    )


class _Texts:
    """Tokenises what is asked for, when it is: an epoch of a large set may never be seen."""

    def __init__(self, data: Classification, tokenizer: Any, sequence_length: int, device: torch.device) -> None:
        self.data = data.data
        self._tokenizer = tokenizer
        self._sequence_length = sequence_length
        self._device = device

    def batch(self, split: str, positions: Sequence[int]) -> tuple[Mapping[str, Tensor], Tensor]:
        """Inputs padded to the longest of them, and labels (items,)."""
        items = [self.data.splits[split].items[position] for position in positions]
        pairs = [item.content.pair for item in items]
        encoded = self._tokenizer(
            [item.content.text for item in items],
            pairs if any(pair is not None for pair in pairs) else None,
            truncation=True,
            max_length=self._sequence_length,
            padding=True,
            return_tensors="pt",
        )
        labels = torch.tensor([item.label for item in items], device=self._device)
        return {name: value.to(self._device) for name, value in encoded.items()}, labels


class TextClassifier:
    """An encoder and its texts on a device."""

    def __init__(
        self,
        model: nn.Module,
        groups: Mapping[str, Sequence[nn.Parameter]],
        texts: _Texts,
        order: BatchOrder,
        micro_batch: int,
        metric: str,
    ) -> None:
        self.model = model
        self.updates_per_epoch = float(order.updates_per_epoch)
        self.tokens_per_update = None
        self.data_digest = texts.data.digest
        self.versions: Mapping[str, str] = text_versions()
        self._groups = groups
        self._texts = texts
        self._order = order
        self._micro_batch = micro_batch
        self._metric = metric
        self._made: tuple[int, list[Batch]] = (-1, [])

    def parameter_groups(self) -> Mapping[str, Sequence[nn.Parameter]]:
        return self._groups

    def micro_batches(self, t: int) -> Sequence[Batch]:
        if self._made[0] != t:
            cuts = cut(self._order.positions(t), self._micro_batch)
            self._made = (t, [self._texts.batch("train", positions) for positions in cuts])
        return self._made[1]

    def loss(self, batch: Batch) -> tuple[Tensor, int]:
        inputs, labels = batch
        logits = self.model(**inputs).logits
        return functional.cross_entropy(logits.float(), labels, reduction="sum"), len(labels)

    def size(self, t: int) -> UpdateSize:
        tokens = sum(int(inputs["attention_mask"].sum()) for inputs, _ in self.micro_batches(t))
        return UpdateSize(self._order.batch_size, tokens)

    def evaluate(self, split: Split) -> Evaluation:
        held = self._texts.data.splits[split]
        predicted: list[int] = []
        log_loss: list[float] = []
        at_once = min(EVALUATED_AT_ONCE, MICRO_BATCHES_AT_ONCE * self._micro_batch)
        for first in range(0, len(held.items), at_once):
            positions = range(first, min(first + at_once, len(held.items)))
            inputs, labels = self._texts.batch(split, positions)
            logits = self.model(**inputs).logits.float()
            predicted += logits.argmax(dim=1).tolist()
            log_loss += functional.cross_entropy(logits, labels, reduction="none").tolist()
        metrics = {"loss": sum(log_loss) / len(log_loss)}
        if self._metric == "accuracy":
            correct = sum(one == item.label for one, item in zip(predicted, held.items, strict=True))
            metrics["accuracy"] = correct / len(predicted)
        return Evaluation(metrics, Predictions(held.numbers, predicted, log_loss))
