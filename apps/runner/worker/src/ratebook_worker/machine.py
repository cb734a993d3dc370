"""Says what a Python has to train with, as one line of JSON: what the runner's doctor and set-up ask.

Imports torch late, and says why where it cannot be loaded. No branch for a GPU was ever run by us on one.
"""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable
from importlib import metadata
from typing import Any

from ratebook_worker.errors import first_line

PACKAGES = (
    "torch",
    "numpy",
    "transformers",
    "peft",
    "accelerate",
    "bitsandbytes",
    "datasets",
    "gguf",
    "nvidia-ml-py",
)


def describe_machine() -> dict[str, object]:
    """Python, packages, torch with its devices; `torchProblem` where torch is installed and cannot be loaded."""
    packages = installed_packages()
    torch, problem = None, None
    if "torch" in packages:
        try:
            import torch as loaded

            torch = describe_torch(loaded, nvidia_driver)
        except Exception as error:  # Broken libraries raise whatever they like; each is a reason to tell.
            problem = f"{type(error).__name__}: {first_line(str(error))}"
    return {
        "python": platform.python_version(),
        "executable": sys.executable,
        "packages": packages,
        "torch": torch,
        "torchProblem": problem,
    }


def installed_packages() -> dict[str, str]:
    """Versions by name, of those that trainings use."""
    found: dict[str, str] = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def describe_torch(torch: Any, driver: Callable[[], str | None]) -> dict[str, object]:
    """What torch says of itself and of the devices that it can train on beside the CPU."""
    if torch.version.hip is not None:
        build = f"ROCm {torch.version.hip}"
    elif torch.version.cuda is not None:
        build = f"CUDA {torch.version.cuda}"
    else:
        build = "cpu"
    devices: list[dict[str, object]] = []
    for index in range(torch.cuda.device_count()):
        properties = torch.cuda.get_device_properties(index)
        devices.append(
            {"device": f"cuda:{index}", "name": str(properties.name), "memoryBytes": int(properties.total_memory)}
        )
    if torch.backends.mps.is_available():
        devices.append({"device": "mps", "name": "Apple GPU", "memoryBytes": None})
    return {
        "version": str(torch.__version__),
        "build": build,
        "driver": driver() if build.startswith("CUDA") else None,
        "devices": devices,
    }


def nvidia_driver() -> str | None:
    """The driver's version by NVML; None where it cannot be asked."""
    try:
        import pynvml

        pynvml.nvmlInit()
        version = pynvml.nvmlSystemGetDriverVersion()
        return version.decode() if isinstance(version, bytes) else str(version)
    except Exception:  # NVML has one exception class a cause; without a driver nothing else fails.
        return None


if __name__ == "__main__":
    print(json.dumps(describe_machine()))  # noqa: T201 (the answer)
