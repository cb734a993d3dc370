"""After a training ran out of memory: which micro-batch would have fitted."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace

import torch

from ratebook_worker.errors import is_out_of_memory
from ratebook_worker.options import Options
from ratebook_worker.prepare import prepare
from ratebook_worker.protocol import Start

PROBED_UPDATES = 2
"""The optimiser's state is there from the second update on, beside gradients and activations."""


def out_of_memory_hint(start: Start, options: Options) -> str:
    """What to do, found by trying smaller micro-batches on the device. What the failed training held must be free.

    Every try loads the model again: nothing of a training that failed half-way is trusted.
    """
    try:
        size = largest_fitting(asked_micro_batch(start, options), lambda size: _fits(start, options, size))
    except Exception:  # The first failure is what has to be said, not that of a search for advice.
        return "Take a smaller --micro-batch."
    if size is None:
        return "Not even --micro-batch 1 fits: take a smaller model, shorter sequences, LoRA or QLoRA, or more memory."
    return f"The first updates fit with --micro-batch {size}. It changes memory and time, not the recipe."


def asked_micro_batch(start: Start, options: Options) -> int:
    """Examples of one forward pass as the training was started."""
    if options.micro_batch is not None:
        return options.micro_batch
    if start.trainer["microBatch"] is not None:
        return int(start.trainer["microBatch"])
    batch, length = start.recipe["batch"], start.trainer["sequenceLength"]
    return int(batch["size"]) if batch["unit"] == "examples" else max(1, int(batch["size"]) // (length or 1))


def largest_fitting(size: int, fits: Callable[[int], bool]) -> int | None:
    """The first of size/2, size/4 … that fits; None where not even one example does, which is tried first."""
    if size <= 1 or not fits(1):
        return None
    size //= 2
    while size > 1 and not fits(size):
        size //= 2
    return size


def _fits(start: Start, options: Options, size: int) -> bool:
    try:
        updater = prepare(start, replace(options, micro_batch=size)).updater
        for t in range(PROBED_UPDATES):
            updater.make(t, {"default": 0.0})
    except Exception as error:
        if is_out_of_memory(error):
            return False
        raise
    finally:
        free_memory()
    return True


def free_memory() -> None:
    """Gives what nobody holds any more back to the device."""
    gc.collect()
    torch.cuda.empty_cache()
