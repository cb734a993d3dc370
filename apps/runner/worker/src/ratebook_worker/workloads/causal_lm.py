"""Fine-tuning of a causal language model: cross-entropy a token, perplexity, exact match of generated answers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from ratebook_worker.adaptation import adapt, check_adaptation, parameter_groups
from ratebook_worker.batch_order import BatchOrder, cut, micro_batch_size
from ratebook_worker.datasets.hub import load_passage_rows
from ratebook_worker.datasets.speeches import load_documents
from ratebook_worker.datasets.texts import Passages
from ratebook_worker.errors import unsupported
from ratebook_worker.generators import seed_generators
from ratebook_worker.models.pretrained import check_length, load_causal_lm, load_tokenizer, source_of
from ratebook_worker.options import Options
from ratebook_worker.precision import weights_dtype
from ratebook_worker.protocol import JsonObject, Start
from ratebook_worker.workload import Batch, Evaluation, Predictions, Split, UpdateSize
from ratebook_worker.workloads.exact_match import matches
from ratebook_worker.workloads.text_versions import text_versions
from ratebook_worker.workloads.token_rows import IGNORED, Row, padding_of, rows_of, tensors_of

METRICS = ("loss", "perplexity", "exact-match")
SPLITS = ("train", "validation", "test")


def create_causal_lm(start: Start, options: Options, device: torch.device) -> CausalLm:
    """Raises a WorkerError: `unsupported`, `data-missing`."""
    recipe, trainer = start.recipe, start.trainer
    metric = start.task["metric"]["name"]
    if metric not in METRICS:
        raise unsupported(f'Language models are not measured by "{metric}".', f"There are: {', '.join(METRICS)}.")
    if trainer["sequenceLength"] is None:
        raise unsupported("A language model needs a sequenceLength.", "Write it in task.trainer.")
    check_adaptation(recipe)
    batch_size = _rows_in_batch(recipe, trainer)
    data = _load(trainer["data"], options)
    source = source_of(trainer["model"], options.data)
    texts = _Texts(data, load_tokenizer(source), trainer)
    # Adapters follow from the seed, whatever was drawn for what had to be unpacked first.
    seed_generators(start.seed)
    loaded = load_causal_lm(source, weights_dtype(recipe), recipe["adaptation"]["quantization"], device)
    check_length(loaded, trainer["sequenceLength"])
    model = adapt(loaded, recipe, "CAUSAL_LM").to(device)
    asked = options.micro_batch if options.micro_batch is not None else trainer["microBatch"]
    order = BatchOrder(len(texts.rows["train"]), batch_size, start.data_seed)
    return CausalLm(model, texts, order, micro_batch_size(batch_size, asked), start, device)


def _load(source: JsonObject, options: Options) -> Passages:
    if source["source"] == "package":
        return load_documents(source["name"], options.data)
    return load_passage_rows(source, options.data)


def _rows_in_batch(recipe: JsonObject, trainer: JsonObject) -> int:
    batch = recipe["batch"]
    if batch["unit"] == "examples":
        return int(batch["size"])
    rows, rest = divmod(batch["size"], trainer["sequenceLength"])
    if not trainer["packing"] or rest or rows == 0:
        raise unsupported(
            f"A batch of {batch['size']} tokens needs packing, in whole rows of {trainer['sequenceLength']}.",
            "Write the batch in examples, or a multiple of sequenceLength.",
        )
    return int(rows)


class _Texts:
    """All splits as rows of tokens."""

    def __init__(self, data: Passages, tokenizer: Any, trainer: JsonObject) -> None:
        self.data = data
        self.tokenizer = tokenizer
        self.packing: bool = trainer["packing"]
        self.has_template = trainer["data"]["template"] is not None
        self.sequence_length: int = trainer["sequenceLength"]
        self.rows: Mapping[str, list[Row]] = {
            name: rows_of(
                tokenizer,
                data.splits[name].items,
                self.sequence_length,
                packing=self.packing,
                has_template=self.has_template,
            )
            for name in SPLITS
        }

        self.padding = padding_of(tokenizer)

    def numbers(self, split: str) -> Sequence[int]:
        """What a row is called in predictions: its passage's number, or where texts are packed its place."""
        return range(len(self.rows[split])) if self.packing else self.data.splits[split].numbers


class CausalLm:
    """A language model and its texts on a device."""

    def __init__(
        self,
        model: nn.Module,
        texts: _Texts,
        order: BatchOrder,
        micro_batch: int,
        start: Start,
        device: torch.device,
    ) -> None:
        self.model = model
        self.updates_per_epoch = float(order.updates_per_epoch)
        self.tokens_per_update = order.batch_size * texts.sequence_length if texts.packing else None
        self.data_digest = texts.data.digest
        self.versions: Mapping[str, str] = text_versions()
        self._texts = texts
        self._order = order
        self._micro_batch = micro_batch
        self._recipe = start.recipe
        self._metric: str = start.task["metric"]["name"]
        self._device = device

    def parameter_groups(self) -> Mapping[str, Sequence[nn.Parameter]]:
        return parameter_groups(self.model, self._recipe)

    def micro_batches(self, t: int) -> Sequence[Batch]:
        rows = self._texts.rows["train"]
        return [
            tensors_of([rows[position] for position in some], self._texts.padding, self._device)
            for some in cut(self._order.positions(t), self._micro_batch)
        ]

    def loss(self, batch: Batch) -> tuple[Tensor, int]:
        logits, following = self._next_tokens(batch)
        return _log_losses(logits, following).sum(), int((following != IGNORED).sum())

    def _next_tokens(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Logits (rows, length − 1, vocabulary), and the tokens that they are of (rows, length − 1)."""
        tokens, mask, labels = batch
        logits = self.model(input_ids=tokens, attention_mask=mask).logits
        return logits[:, :-1], labels[:, 1:]

    def size(self, t: int) -> UpdateSize:
        rows = self._texts.rows["train"]
        positions = self._order.positions(t)
        return UpdateSize(len(positions), sum(len(rows[position].tokens) for position in positions))

    def evaluate(self, split: Split) -> Evaluation:
        rows = self._texts.rows[split]
        total, counted = 0.0, 0
        log_loss: list[float] = []
        right: list[int] = []
        for first in range(0, len(rows), self._micro_batch):
            batch = tensors_of(rows[first : first + self._micro_batch], self._texts.padding, self._device)
            logits, following = self._next_tokens(batch)
            each = _log_losses(logits, following)
            is_counted = following != IGNORED
            sums, counts = each.sum(dim=1).tolist(), is_counted.sum(dim=1).tolist()
            total, counted = total + sum(sums), counted + sum(counts)
            log_loss += [one / max(1, count) for one, count in zip(sums, counts, strict=True)]
            right += ((logits.argmax(dim=-1) == following) & is_counted).sum(dim=1).tolist()
        loss = total / counted if counted else math.nan
        metrics = {"loss": loss}
        predicted = right
        if self._metric == "perplexity":
            metrics["perplexity"] = math.exp(min(loss, 700.0))
        if self._metric == "exact-match":
            predicted = matches(
                self.model,
                self._texts.tokenizer,
                self._texts.data.splits[split].items,
                has_template=self._texts.has_template,
                at_once=self._micro_batch,
                device=self._device,
            )
            metrics["exact-match"] = sum(predicted) / len(predicted)
        return Evaluation(metrics, Predictions(self._texts.numbers(split), predicted, log_loss))


def _log_losses(logits: Tensor, following: Tensor) -> Tensor:
    """−ln p of each token (rows, length), in float32; 0 where it is not counted.

    Flattened, as CUDA has no deterministic kernel for the loss of more than two dimensions.
    """
    each = functional.cross_entropy(
        logits.float().flatten(0, 1), following.flatten(), ignore_index=IGNORED, reduction="none"
    )
    return each.view(following.shape)
