"""Images as the image nets take them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class ImageSplit:
    """`pixels` (items, channels, height, width) float32; `labels` (items,) int64; `numbers` in the whole data set."""

    numbers: list[int]
    pixels: Tensor
    labels: Tensor


@dataclass(frozen=True)
class ImageData:
    digest: str
    classes: int
    splits: Mapping[str, ImageSplit]

    @property
    def shape(self) -> torch.Size:
        """Channels, height, width."""
        return self.splits["train"].pixels.shape[1:]
