"""Any data set of the Hugging Face hub or of a local directory, by columns and splits that the task names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ratebook_worker.datasets.split import SPLITS, Dataset, Item, finished
from ratebook_worker.datasets.texts import Classification, Labelled, Passage, Passages
from ratebook_worker.errors import WorkerError, first_line, unsupported
from ratebook_worker.protocol import JsonObject

Content = TypeVar("Content")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class SplitName:
    """One split of one set, slices included (`train[:2000]`). `revision` is a commit, None for the newest."""

    dataset: str
    configuration: str | None
    revision: str | None
    split: str


def split_name(source: JsonObject, written: str) -> SplitName:
    """Reads `train[:2000]`, or of another set `openai/gsm8k#main:test` and `openai/gsm8k#main@<commit>:test`.

    A colon inside a slice's brackets divides nothing.
    """
    own, bracket, slice_ = written.partition("[")
    other, colon, split = own.rpartition(":")
    if not colon:
        return SplitName(source["name"], source["configuration"], source["revision"], written)
    other, _, revision = other.partition("@")
    dataset, _, configuration = other.partition("#")
    return SplitName(dataset, configuration or None, revision or None, split + bracket + slice_)


def load_labelled_rows(source: JsonObject, data: Path) -> Classification:
    """Columns `text` and `label`, and `textPair` where there is one. Labels are whole numbers from 0 on.

    Raises a WorkerError: `data-missing`, `unsupported` for columns or splits that the set has not.
    """
    has_pair = "textPair" in source["fields"]

    def read(row: Row) -> Item[Labelled]:
        text = _text(row, source, "text")
        pair = _text(row, source, "textPair") if has_pair else None
        label = _cell(row, source, "label")
        if not isinstance(label, int) or isinstance(label, bool) or label < 0:
            raise unsupported(f"A label is {label!r}; expected whole numbers from 0 on.", "Take rows that have labels.")
        return Item(label, Labelled(text, pair), _line(text, pair))

    loaded = _load(source, data, read)
    classes = 1 + max(item.label for split in loaded.splits.values() for item in split.items)
    return Classification(loaded, classes)


def load_passage_rows(source: JsonObject, data: Path) -> Passages:
    """A column `text`, or `prompt` and `answer`; a template stands around the prompt. Raises as above."""
    template: str | None = source["template"]
    has_text = "text" in source["fields"]

    def read(row: Row) -> Item[Passage]:
        if has_text:
            text = _text(row, source, "text")
            return Item(0, Passage(None, text), _line(text))
        prompt, answer = _text(row, source, "prompt"), _text(row, source, "answer")
        whole = prompt if template is None else template.replace("{prompt}", prompt)
        return Item(0, Passage(whole, answer), _line(whole, answer))

    return _load(source, data, read)


def _line(*parts: str | None) -> str:
    """Everything that a model could see of an item, newlines included."""
    return json.dumps(parts, ensure_ascii=False)


def _text(row: Row, source: JsonObject, role: str) -> str:
    value = _cell(row, source, role)
    if not isinstance(value, str):
        raise unsupported(f'The column for "{role}" holds {value!r}; expected texts.', "Look at trainer.data.fields.")
    return value


def _cell(row: Row, source: JsonObject, role: str) -> Any:
    """The value of a role: of the first of its columns (`query|question`) that the row has."""
    if role not in source["fields"]:
        raise unsupported(f'The task names no column for "{role}".', "Write it in trainer.data.fields.")
    names = source["fields"][role].split("|")
    name = next((one for one in names if one in row), None)
    if name is None:
        raise unsupported(
            f"There is no column {' or '.join(names)}; there are: {', '.join(row)}.", "Look at trainer.data.fields."
        )
    return row[name]


def _load(source: JsonObject, data: Path, read: Callable[[Row], Item[Content]]) -> Dataset[Content]:
    written = source["splits"]
    if written is None:
        raise unsupported("A data set of the hub needs the names of its splits.", "Write trainer.data.splits.")
    digest = hashlib.sha256()
    numbers: dict[str, list[int]] = {}
    kept: dict[str, list[Item[Content]]] = {}
    number = 0
    for split in SPLITS:
        items = [read(row) for row in _rows(source, split_name(source, written[split]), data)]
        for item in items:
            digest.update(f"{split}\t{item.label}\t{item.line}\n".encode(errors="surrogatepass"))
        numbers[split] = list(range(number, number + len(items)))
        kept[split] = items
        number += len(items)
    return finished(digest.hexdigest(), numbers, kept)


def _rows(source: JsonObject, wanted: SplitName, data: Path) -> Iterable[Row]:
    name = wanted.dataset
    if source["source"] == "directory":
        name = str(data / Path(name).expanduser())
        if not Path(name).is_dir():
            raise WorkerError("data-missing", f"There is no folder {name}.", "Put the data set there.")
    import datasets

    datasets.utils.logging.set_verbosity_error()
    datasets.disable_progress_bars()
    try:
        rows: Iterable[Row] = datasets.load_dataset(
            name, wanted.configuration, split=wanted.split, revision=wanted.revision
        )
    except ValueError as error:
        raise unsupported(
            f'The split "{wanted.split}" of {name} is not to be had: {first_line(str(error))}',
            "Look at trainer.data: configuration and splits.",
        ) from error
    except Exception as error:
        # Of the many ways in which a download fails each has a class of its own.
        raise WorkerError(
            "data-missing",
            f"The data set {name} could not be loaded: {first_line(str(error))}",
            "Is the hub in reach, and the set open to you? A copy in a local directory works too: source directory.",
        ) from error
    return rows
