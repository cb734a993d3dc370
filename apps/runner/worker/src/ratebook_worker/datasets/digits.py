"""8×8 images of handwritten digits, pixels 0…16: scikit-learn's copy of the UCI set, as the runner carries it."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

import torch

from ratebook_worker.datasets.images import ImageData, ImageSplit
from ratebook_worker.datasets.split import Item, Shares, SplitItems, split_items
from ratebook_worker.errors import WorkerError

FILE = "digits.csv.gz"
SIDE = 8
LARGEST_PIXEL = 16
SHARES = Shares(of=10, validation=2, test=2, train=6)


def load_digits(assets: Path) -> ImageData:
    """Raises a WorkerError (`data-missing`) where the file is not there or not whole."""
    try:
        text = gzip.decompress((assets / FILE).read_bytes()).decode("latin-1")
    except (OSError, EOFError, zlib.error) as error:
        raise WorkerError(
            "data-missing", f"The digits could not be read from {assets / FILE}.", "Install the runner again."
        ) from error
    data = split_items(_items(text), SHARES)
    return ImageData(data.digest, 10, {name: _tensors(split) for name, split in data.splits.items()})


def _items(text: str) -> Iterator[Item[list[int]]]:
    for row in text.rstrip().split("\n"):
        fields = row.split(",")
        if len(fields) != SIDE * SIDE + 1 or not all(field.isdecimal() for field in fields):
            raise WorkerError("data-missing", "The digits are damaged.", "Install the runner again.")
        *pixels, label = map(int, fields)
        yield Item(label, pixels, " ".join(map(str, pixels)))


def _tensors(split: SplitItems[list[int]]) -> ImageSplit:
    pixels = torch.tensor([item.content for item in split.items], dtype=torch.float32) / LARGEST_PIXEL
    labels = torch.tensor([item.label for item in split.items])
    return ImageSplit(list(split.numbers), pixels.reshape(-1, 1, SIDE, SIDE), labels)
