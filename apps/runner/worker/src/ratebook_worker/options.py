"""What the runner says on the command line: matters of this machine, which no task and no recipe holds."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """`micro_batch`: examples of one forward pass, over what the task says. `assets`: data that come with the runner.
    `data`: where downloaded data sets and converted models lie."""

    micro_batch: int | None
    assets: Path
    data: Path


def parse_options(arguments: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser(prog="ratebook_worker", description="Started by the runner, not by people.")
    parser.add_argument("--micro-batch", type=int, default=None)
    parser.add_argument("--assets", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parsed = parser.parse_args(arguments)
    return Options(parsed.micro_batch, parsed.assets, parsed.data)
