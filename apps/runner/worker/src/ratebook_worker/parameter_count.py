"""How many parameters a model has, however they are held."""

from __future__ import annotations

import math
from collections.abc import Iterable

from torch import nn


def parameter_count(parameters: Iterable[nn.Parameter]) -> int:
    """Numbers that the parameters stand for: bitsandbytes packs two 4-bit ones in a byte and keeps the true shape."""
    return sum(_count(parameter) for parameter in parameters)


def _count(parameter: nn.Parameter) -> int:
    state = getattr(parameter, "quant_state", None)
    return parameter.numel() if state is None else math.prod(state.shape)
