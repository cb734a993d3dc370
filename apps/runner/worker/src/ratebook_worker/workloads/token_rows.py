"""Passages as rows of tokens, one a row or packed end to end; what is not to be learnt is marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ratebook_worker.datasets.split import Item
from ratebook_worker.datasets.texts import Passage
from ratebook_worker.errors import unsupported

IGNORED = -100
"""The label of a token that the loss leaves out: transformers' and torch's convention."""


@dataclass(frozen=True)
class Row:
    """Tokens, and for each of them whether it is to be predicted from those before it."""

    tokens: Sequence[int]
    is_learnt: Sequence[bool]


def padding_of(tokenizer: Any) -> int:
    """The token to pad with; which one does not matter, as it is masked."""
    known = (tokenizer.pad_token_id, tokenizer.eos_token_id)
    return next((int(token) for token in known if token is not None), 0)


def prompt_tokens(tokenizer: Any, prompt: str, *, has_template: bool) -> list[int]:
    """What stands before an answer: as the task's template made it, else by the chat template, else a line."""
    if has_template or tokenizer.chat_template is None:
        written = tokenizer(prompt if has_template else f"{prompt}\n")["input_ids"]
        # Some tokenizers end what they are given; here it goes on.
        return list(written[:-1] if written and written[-1] == tokenizer.eos_token_id else written)
    said = [{"role": "user", "content": prompt}]
    text = tokenizer.apply_chat_template(said, tokenize=False, add_generation_prompt=True)
    # A chat template writes the beginning itself.
    return list(tokenizer(text, add_special_tokens=False)["input_ids"])


def row_of(tokenizer: Any, passage: Passage, sequence_length: int | None, *, has_template: bool) -> Row:
    """One passage and the end token, cut to `sequence_length` tokens. Of a prompted one the answer alone is learnt."""
    ending = [] if tokenizer.eos_token_id is None else [tokenizer.eos_token_id]
    if passage.prompt is None:
        written = list(tokenizer(passage.text)["input_ids"])
        tokens = (written if written[-1:] == ending else written + ending)[:sequence_length]
        return Row(tokens, [True] * len(tokens))
    before = prompt_tokens(tokenizer, passage.prompt, has_template=has_template)
    answer = tokenizer(passage.text, add_special_tokens=False)["input_ids"] + ending
    tokens = (before + answer)[:sequence_length]
    return Row(tokens, [index >= len(before) for index in range(len(tokens))])


def packed(rows: Sequence[Row], sequence_length: int) -> list[Row]:
    """All rows end to end, cut into rows of exactly `sequence_length`; the rest of less than that is left out."""
    tokens = [token for row in rows for token in row.tokens]
    learnt = [flag for row in rows for flag in row.is_learnt]
    whole = len(tokens) // sequence_length
    cuts = [slice(index * sequence_length, (index + 1) * sequence_length) for index in range(whole)]
    return [Row(tokens[one], learnt[one]) for one in cuts]


def rows_of(
    tokenizer: Any, items: Sequence[Item[Passage]], sequence_length: int, *, packing: bool, has_template: bool
) -> list[Row]:
    """One row an item, or with `packing` as many as they fill.

    Raises a WorkerError (`unsupported`) where packing leaves no row.
    """
    longest = None if packing else sequence_length
    rows = [row_of(tokenizer, item.content, longest, has_template=has_template) for item in items]
    if not packing:
        return rows
    filled = packed(rows, sequence_length)
    if not filled:
        raise unsupported(f"The texts do not fill one row of {sequence_length} tokens.", "Take a shorter row.")
    return filled


def tensors_of(rows: Sequence[Row], padding: int, device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    """Tokens, attention mask and labels, each (rows, longest row), padded at the end."""
    width = max(len(row.tokens) for row in rows)
    tokens = torch.full((len(rows), width), padding)
    mask = torch.zeros((len(rows), width), dtype=torch.long)
    labels = torch.full((len(rows), width), IGNORED)
    for index, row in enumerate(rows):
        length = len(row.tokens)
        tokens[index, :length] = torch.tensor(row.tokens)
        mask[index, :length] = 1
        labels[index, :length] = torch.tensor(
            [token if flag else IGNORED for token, flag in zip(row.tokens, row.is_learnt, strict=True)]
        )
    return tokens.to(device), mask.to(device), labels.to(device)
