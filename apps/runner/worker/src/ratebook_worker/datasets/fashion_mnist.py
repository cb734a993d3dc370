"""Fashion-MNIST (Xiao, Rasul and Vollgraf 2017, MIT licence): 28×28 grey images of ten kinds of clothing."""

from __future__ import annotations

import gzip
import hashlib
import math
import zlib
from pathlib import Path

import numpy as np
import torch

from ratebook_worker.datasets.images import ImageData, ImageSplit
from ratebook_worker.errors import WorkerError

FILES = {
    "train-images-idx3-ubyte.gz": "train",
    "train-labels-idx1-ubyte.gz": "train",
    "t10k-images-idx3-ubyte.gz": "test",
    "t10k-labels-idx1-ubyte.gz": "test",
}
DEBIAN = Path("/usr/share/datasets/fashion-mnist")
VALIDATION = 5000
"""The last images of the training files; their own test files are the test split."""


def load_fashion_mnist(data: Path) -> ImageData:
    """Reads the four IDX files from `<data>/fashion-mnist`, or where Debian's dataset-fashion-mnist puts them.

    Raises a WorkerError (`data-missing`) where neither folder has them.
    """
    folders = [data / "fashion-mnist", DEBIAN]
    folder = next((one for one in folders if all((one / name).exists() for name in FILES)), None)
    if folder is None:
        raise WorkerError(
            "data-missing",
            f"Fashion-MNIST is neither in {folders[0]} nor in {folders[1]}.",
            f"Put its four .gz files into {folders[0]}, or on Debian: apt install dataset-fashion-mnist.",
        )
    digest = hashlib.sha256()
    arrays: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.uint8]]] = {}
    for name in FILES:
        raw = _unpacked(folder / name)
        digest.update(raw)
        arrays[name] = _idx(raw, name)
    images, labels, test_images, test_labels = arrays.values()
    if (len(images), len(test_images)) != (len(labels), len(test_labels)) or len(images) <= VALIDATION:
        raise WorkerError(
            "data-missing",
            f"The files in {folder} hold {len(images)} and {len(test_images)} images, {len(labels)} and "
            f"{len(test_labels)} labels; expected 60000 and 10000 of both.",
            "Fetch the data set again.",
        )
    cut = len(images) - VALIDATION
    return ImageData(
        digest.hexdigest(),
        10,
        {
            "train": _split(images[:cut], labels[:cut], 0),
            "validation": _split(images[cut:], labels[cut:], cut),
            "test": _split(test_images, test_labels, len(images)),
        },
    )


def _unpacked(path: Path) -> bytes:
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise WorkerError("data-missing", f"{path} is not whole.", "Fetch the data set again.") from error


def _idx(raw: bytes, name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """An IDX file of bytes: two zeros, the type 8, the number of dimensions, each as big-endian int32, the values."""
    dimensions = raw[3] if len(raw) > 4 else 0
    shape = [int.from_bytes(raw[4 + 4 * index : 8 + 4 * index], "big") for index in range(dimensions)]
    values = np.frombuffer(raw[4 + 4 * dimensions :], dtype=np.uint8)
    if raw[:3] != b"\x00\x00\x08" or values.size != math.prod(shape):
        raise WorkerError("data-missing", f"{name} is no whole IDX file.", "Fetch the data set again.")
    return values.reshape(shape)


def _split(
    images: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
    labels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
    first: int,
) -> ImageSplit:
    pixels = torch.from_numpy(images.astype(np.float32) / 255).unsqueeze(1)
    return ImageSplit(list(range(first, first + len(images))), pixels, torch.from_numpy(labels.astype(np.int64)))
