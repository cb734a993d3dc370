"""JSON documents that are there whole or not at all, also to a process on another machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ratebook_worker.whole_file import write_whole

Json = dict[str, Any]


def write_json(path: Path, value: object) -> None:
    text = json.dumps(value, allow_nan=False)
    write_whole(path, lambda file: file.write(text.encode()))


def find_json(path: Path) -> Json | None:
    """The object in a file; None where there is no such file, or none in it."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return value if isinstance(value, dict) else None
