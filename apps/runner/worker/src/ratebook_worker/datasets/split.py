"""Sorts items into splits by a hash of what they say: equal items never stand on both sides."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ratebook_worker.errors import WorkerError

Content = TypeVar("Content")

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True)
class Item(Generic[Content]):
    """`line` is the content as one line: what the digest and the split are taken of."""

    label: int
    content: Content
    line: str


@dataclass(frozen=True)
class SplitItems(Generic[Content]):
    """The items of one split with their numbers in the whole data set."""

    numbers: Sequence[int]
    items: Sequence[Item[Content]]


@dataclass(frozen=True)
class Dataset(Generic[Content]):
    """`digest` is SHA-256 over all items that a split uses, in order."""

    digest: str
    splits: Mapping[str, SplitItems[Content]]


@dataclass(frozen=True)
class Shares:
    """How many of `of` parts of the hash space go to each split; what is left over is not used."""

    of: int
    validation: int
    test: int
    train: int


def split_of(line: str, shares: Shares) -> str | None:
    """The split of an item by its line; None where it is not used. The same rule as the embedded trainer's."""
    part = mix32(hash_text(line)) % shares.of
    if part < shares.validation:
        return "validation"
    if part < shares.validation + shares.test:
        return "test"
    return "train" if part < shares.validation + shares.test + shares.train else None


def split_items(items: Iterable[Item[Content]], shares: Shares) -> Dataset[Content]:
    """The canonical form is one line an item, in order: split, tab, label, tab, line.

    Raises a WorkerError (`data-missing`) where a split is left empty.
    """
    digest = hashlib.sha256()
    numbers: dict[str, list[int]] = {name: [] for name in SPLITS}
    kept: dict[str, list[Item[Content]]] = {name: [] for name in SPLITS}
    for number, item in enumerate(items):
        name = split_of(item.line, shares)
        if name is None:
            continue
        digest.update(f"{name}\t{item.label}\t{item.line}\n".encode())
        numbers[name].append(number)
        kept[name].append(item)
    return finished(digest.hexdigest(), numbers, kept)


def finished(
    digest: str, numbers: Mapping[str, Sequence[int]], kept: Mapping[str, Sequence[Item[Content]]]
) -> Dataset[Content]:
    """The data set of sorted items, none of its splits empty."""
    empty = [name for name in SPLITS if not kept[name]]
    if empty:
        raise WorkerError("data-missing", f"The {empty[0]} split has no items.", "Is the data set there as a whole?")
    return Dataset(digest, {name: SplitItems(numbers[name], kept[name]) for name in SPLITS})


def hash_text(text: str) -> int:
    """FNV-1a over UTF-16 code units, 32 bits."""
    value = 0x811C9DC5
    units = text.encode("utf-16-le", errors="surrogatepass")
    for index in range(0, len(units), 2):
        value = ((value ^ (units[index] | units[index + 1] << 8)) * 0x01000193) & 0xFFFFFFFF
    return value


def mix32(value: int) -> int:
    """MurmurHash3's last mixing of 32 bits (Austin Appleby)."""
    value = ((value ^ (value >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    value = ((value ^ (value >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
    return value ^ (value >> 16)
