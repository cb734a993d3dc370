"""A ResNet of eight layers (He et al. 2016, the form for small images with n = 1).

Normalised in groups (Wu and He 2018) and not over the batch: a micro-batch then gives the same gradients as a whole
batch, and nothing but the parameters has to be kept.
"""

from __future__ import annotations

import torch.nn.functional as functional
from torch import Tensor, nn

WIDTHS = (16, 32, 64)
GROUPS = 8


class Block(nn.Module):
    """Two 3×3 convolutions beside a shortcut, which is projected where the shape changes."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
        self.first_norm = nn.GroupNorm(GROUPS, outputs)
        self.second = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.second_norm = nn.GroupNorm(GROUPS, outputs)
        is_same = inputs == outputs and stride == 1
        self.shortcut = nn.Identity() if is_same else nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False)

    def forward(self, images: Tensor) -> Tensor:
        inner = functional.relu(self.first_norm(self.first(images)))
        return functional.relu(self.second_norm(self.second(inner)) + self.shortcut(images))


class ResNet8(nn.Module):
    """(batch, channels, height, width) → (batch, classes) logits, for any height and width."""

    def __init__(self, channels: int, classes: int) -> None:
        super().__init__()
        self.stem = nn.Conv2d(channels, WIDTHS[0], 3, padding=1, bias=False)
        self.stem_norm = nn.GroupNorm(GROUPS, WIDTHS[0])
        self.stages = nn.Sequential(
            Block(WIDTHS[0], WIDTHS[0], 1), Block(WIDTHS[0], WIDTHS[1], 2), Block(WIDTHS[1], WIDTHS[2], 2)
        )
        self.classifier = nn.Linear(WIDTHS[2], classes)

    def forward(self, images: Tensor) -> Tensor:
        features = self.stages(functional.relu(self.stem_norm(self.stem(images))))
        logits: Tensor = self.classifier(features.mean(dim=(2, 3)))
        return logits
