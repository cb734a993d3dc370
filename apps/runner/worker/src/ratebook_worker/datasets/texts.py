"""Texts as the text workloads take them."""

from __future__ import annotations

from dataclasses import dataclass

from ratebook_worker.datasets.split import Dataset


@dataclass(frozen=True)
class Labelled:
    """A text to classify, or a pair of them."""

    text: str
    pair: str | None


@dataclass(frozen=True)
class Passage:
    """A text to model. With a prompt only the text behind it, the answer, is learnt and measured."""

    prompt: str | None
    text: str


@dataclass(frozen=True)
class Classification:
    """Texts with labels 0 … `classes` − 1."""

    data: Dataset[Labelled]
    classes: int


Passages = Dataset[Passage]
