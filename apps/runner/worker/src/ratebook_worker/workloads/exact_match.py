"""Exact match: answers are generated greedily, and their final number is compared with the right one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from ratebook_worker.datasets.gsm8k import final_number
from ratebook_worker.datasets.split import Item
from ratebook_worker.datasets.texts import Passage
from ratebook_worker.workloads.token_rows import padding_of, prompt_tokens

MOST_NEW_TOKENS = 300


def matches(
    model: nn.Module,
    tokenizer: Any,
    items: Sequence[Item[Passage]],
    *,
    has_template: bool,
    at_once: int,
    device: torch.device,
) -> list[int]:
    """1 for each item whose generated answer ends in the right number, else 0; 0 without a prompt."""
    found: list[int] = []
    for first in range(0, len(items), at_once):
        passages = [item.content for item in items[first : first + at_once]]
        prompts = [prompt_tokens(tokenizer, passage.prompt or "", has_template=has_template) for passage in passages]
        answers = _generated(model, tokenizer, prompts, device)
        for passage, answer in zip(passages, answers, strict=True):
            wanted = final_number(passage.text)
            found.append(int(passage.prompt is not None and wanted is not None and final_number(answer) == wanted))
    return found


def _generated(model: Any, tokenizer: Any, prompts: Sequence[Sequence[int]], device: torch.device) -> list[str]:
    """Padded at the front: what is generated follows the prompt directly."""
    padding = padding_of(tokenizer)
    width = max(len(tokens) for tokens in prompts)
    inputs = torch.full((len(prompts), width), padding)
    mask = torch.zeros((len(prompts), width), dtype=torch.long)
    for row, tokens in enumerate(prompts):
        inputs[row, width - len(tokens) :] = torch.tensor(tokens)
        mask[row, width - len(tokens) :] = 1
    output = model.generate(
        input_ids=inputs.to(device),
        attention_mask=mask.to(device),
        max_new_tokens=MOST_NEW_TOKENS,
        do_sample=False,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=padding,
    )
    texts: list[str] = tokenizer.batch_decode(output[:, width:], skip_special_tokens=True)
    return texts
