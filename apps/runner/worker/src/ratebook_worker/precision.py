"""A recipe's precision: which numbers the forward pass computes with, and whether gradients are scaled."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from ratebook_worker.errors import unsupported
from ratebook_worker.protocol import JsonObject

AUTOCAST = {"fp32": None, "tf32": None, "bf16": torch.bfloat16, "fp16": torch.float16}


@dataclass(frozen=True)
class Precision:
    """Weights stay in float32; with `autocast` the forward pass computes in fewer bits where that is safe."""

    autocast: torch.dtype | None
    scales_gradients: bool


def precision_of(name: str, device: torch.device) -> Precision:
    """Raises a WorkerError (`unsupported`) for a precision that is unknown or that the device has not.

    The branches for CUDA were never run by us on a GPU.
    """
    if name not in AUTOCAST:
        raise unsupported(f'There is no precision "{name}".', f"There are: {', '.join(AUTOCAST)}.")
    if name == "tf32":
        if device.type != "cuda":
            raise unsupported("tf32 is a mode of NVIDIA GPUs.", "Take fp32.")
        torch.backends.cuda.matmul.allow_tf32 = True
        torch.backends.cudnn.allow_tf32 = True
    if name == "fp16" and device.type != "cuda":
        raise unsupported(f"fp16 with scaled gradients is for CUDA devices, not for {device.type}.", "Take bf16.")
    if name == "bf16" and device.type == "cuda" and not torch.cuda.is_bf16_supported(including_emulation=False):
        raise unsupported("This GPU does not compute in bf16.", "Take fp16 or fp32: bf16 needs Ampere or newer.")
    return Precision(AUTOCAST[name], scales_gradients=name == "fp16")


def weights_dtype(recipe: JsonObject) -> torch.dtype:
    """What pretrained weights are held in: frozen ones as the forward pass computes, trained ones in float32."""
    is_frozen = recipe["adaptation"]["method"] in ("lora", "qlora")
    held = AUTOCAST.get(recipe["precision"])
    return held if is_frozen and held is not None else torch.float32
