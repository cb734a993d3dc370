"""LeNet-5 (LeCun et al. 1998) in its common modern form, ReLU and max-pooling, for images of 8×8 pixels and more."""

from __future__ import annotations

from torch import Tensor, nn


class LeNet(nn.Module):
    """(batch, channels, height, width) → (batch, classes) logits.

    From 28×28 on the convolutions are the paper's, of 5×5; the first is padded, so that 28×28 comes out as the paper's
    32×32 does. Smaller images get 3×3, padded, so that something is left after two poolings.
    """

    def __init__(self, channels: int, height: int, width: int, classes: int) -> None:
        super().__init__()
        is_small = min(height, width) < 28
        first = nn.Conv2d(channels, 6, 3, padding=1) if is_small else nn.Conv2d(channels, 6, 5, padding=2)
        second = nn.Conv2d(6, 16, 3, padding=1) if is_small else nn.Conv2d(6, 16, 5)
        shrink = 0 if is_small else 4
        rows, columns = (height // 2 - shrink) // 2, (width // 2 - shrink) // 2
        self.features = nn.Sequential(first, nn.ReLU(), nn.MaxPool2d(2), second, nn.ReLU(), nn.MaxPool2d(2))
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Linear(16 * rows * columns, 120),
            nn.ReLU(),
            nn.Linear(120, 84),
            nn.ReLU(),
            nn.Linear(84, classes),
        )

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.classifier(self.features(images))
        return logits
