"""Versions of the libraries that text tasks stand on, where they are installed."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata

LIBRARIES = ("transformers", "tokenizers", "peft", "bitsandbytes", "datasets")


def text_versions() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
