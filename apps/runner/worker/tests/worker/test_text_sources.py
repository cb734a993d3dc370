"""Where texts come from: names of splits, documents on disk, and a hub that is out of reach."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ratebook_worker.datasets.hub import SplitName, load_labelled_rows, load_passage_rows, split_name
from ratebook_worker.datasets.speeches import COLLECTIONS, EXCERPT, excerpt, load_documents
from ratebook_worker.errors import WorkerError
from worker.documents import Json
from worker.process import WorkerProcess
from worker.tiny_texts import adaptation, text_start, text_task, write_language_model, write_rows

SOURCE: Json = {"source": "hub", "name": "own/set", "configuration": "main", "revision": "abc", "template": None}
SPLITS = {"train": "train", "validation": "validation", "test": "test"}


@pytest.mark.parametrize(
    ("written", "dataset", "configuration", "revision", "split"),
    [
        ("train", "own/set", "main", "abc", "train"),
        ("train[:2000]", "own/set", "main", "abc", "train[:2000]"),
        ("train[10%:20%]", "own/set", "main", "abc", "train[10%:20%]"),
        ("openai/gsm8k#main:test", "openai/gsm8k", "main", None, "test"),
        ("openai/gsm8k#main@0123abc:train[-500:]", "openai/gsm8k", "main", "0123abc", "train[-500:]"),
        ("other/set:test", "other/set", None, None, "test"),
    ],
)
def test_names_of_splits(written: str, dataset: str, configuration: str, revision: str, split: str) -> None:
    assert split_name(SOURCE, written) == SplitName(dataset, configuration, revision, split)


def directory(name: str, fields: dict[str, str], **changes: Any) -> Json:
    source = {"source": "directory", "name": name, "configuration": None, "revision": None, "template": None}
    return {**source, "fields": fields, "splits": SPLITS, **changes}


def test_columns_pairs_and_labels(tmp_path: Path) -> None:
    write_rows(tmp_path / "pairs", [{"one": "a", "other": "b", "is": 2}])
    read = load_labelled_rows(directory("pairs", {"text": "one", "textPair": "two|other", "label": "is"}), tmp_path)
    (item,) = read.data.splits["test"].items
    assert (item.content.text, item.content.pair, item.label, read.classes) == ("a", "b", 2, 3)


def test_the_digest_sees_what_a_language_model_sees(tmp_path: Path) -> None:
    for name, answer in (("lines", "a\nb"), ("spaces", "a b")):
        write_rows(tmp_path / name, [{"prompt": "p", "answer": answer}])
    fields = {"prompt": "prompt", "answer": "answer"}
    digests = {load_passage_rows(directory(name, fields), tmp_path).digest for name in ("lines", "spaces")}
    digests.add(load_passage_rows(directory("lines", fields, template="Say {prompt}:"), tmp_path).digest)
    assert len(digests) == 3


@pytest.mark.parametrize(
    ("row", "fields", "named"),
    [
        ({"text": "a", "label": -1}, {"text": "text", "label": "label"}, "A label is -1"),
        ({"text": "a", "label": True}, {"text": "text", "label": "label"}, "A label is True"),
        ({"text": None, "label": 0}, {"text": "text", "label": "label"}, 'The column for "text" holds None'),
        ({"text": "a", "label": 0}, {"text": "text"}, 'no column for "label"'),
        ({"text": "a", "label": 0}, {"text": "body", "label": "label"}, "no column body; there are: text, label"),
    ],
)
def test_rows_that_are_no_labelled_texts_are_refused(tmp_path: Path, row: Json, fields: Any, named: str) -> None:
    write_rows(tmp_path / "rows", [row])
    with pytest.raises(WorkerError, match=named) as raised:
        load_labelled_rows(directory("rows", fields), tmp_path)
    assert raised.value.code == "unsupported"


def write_chapters(data: Path, count: int) -> None:
    folder = data / "moby-dick" / "data"
    folder.mkdir(parents=True)
    for number in range(count):
        # Every text is there twice, as chapters of a book that somebody copied together might be.
        text = f"Chapter {number // 2}\n" + " ".join(f"word{number // 2}-{place}" for place in range(200))
        (folder / f"chapter_{number}.txt").write_text(text, encoding="utf-8")


def test_equal_documents_stand_on_one_side(tmp_path: Path) -> None:
    write_chapters(tmp_path, COLLECTIONS["moby-dick"].count)
    splits = load_documents("moby-dick", tmp_path).splits
    first_words = {
        name: {item.content.text.split("-")[0].split()[-1] for item in split.items} for name, split in splits.items()
    }
    assert all(first_words.values())
    assert not first_words["train"] & (first_words["validation"] | first_words["test"])
    assert not first_words["validation"] & first_words["test"]
    assert max(len(item.content.text) for item in splits["test"].items) <= EXCERPT
    assert min(len(item.content.text) for item in splits["train"].items) > EXCERPT


def test_an_excerpt_is_whole_words_from_the_middle() -> None:
    words = [f"w{number}" for number in range(1000)]
    taken = excerpt(" ".join(words)).split()
    assert set(taken) <= set(words)
    assert taken == words[words.index(taken[0]) : words.index(taken[-1]) + 1]
    assert abs(words.index(taken[0]) + words.index(taken[-1]) - 999) < 30
    assert excerpt("short") == "short"


def test_half_a_collection_is_missing_data(tmp_path: Path) -> None:
    write_chapters(tmp_path, 3)
    with pytest.raises(WorkerError, match="has 3 texts; expected 135") as raised:
        load_documents("moby-dick", tmp_path)
    assert (raised.value.code, "ratebook setup --text" in raised.value.hint) == ("data-missing", True)


def test_a_hub_out_of_reach_is_missing_data_with_a_way_out(
    another_worker: Callable[..., WorkerProcess], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
    write_language_model(tmp_path / "llama")
    write_rows(tmp_path / "rows", [{"text": "fine"}])
    worker = another_worker(data=tmp_path)
    for part in ("model", "data"):
        task = text_task("causal-lm", "llama", "rows", {"text": "text"}, "loss")
        task["trainer"][part] = {**task["trainer"][part], "source": "hub", "name": "nobody/nothing"}
        (said,) = worker.train(text_start(task, tmp_path / part, adaptation("full")), [0.1] * 12)
        assert (said["type"], said["code"]) == ("error", "data-missing")
        assert "nobody/nothing" in said["message"]
        assert "hub" in said["hint"]
        assert "local directory" in said["hint"]
