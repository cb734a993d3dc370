"""What the runner says of a study before its first ask: the same for all of its trainings."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ratebook_ray.json_file import find_json

SETTING_FILE = "setting.json"


class SettingError(Exception):
    """The driver was not started as the runner starts it, or does not see what the runner sees."""


@dataclass(frozen=True)
class Environment:
    """The variables of a training process: those that its machine has of these names and prefixes, and those that the
    runner sets. No other: a token must not reach code that a task has brought."""

    names: frozenset[str]
    prefixes: tuple[str, ...]
    fixed: Mapping[str, str]

    def of(self, variables: Mapping[str, str]) -> dict[str, str]:
        """Names go by either case, as those of proxies do."""
        inherited = {
            name: value
            for name, value in variables.items()
            if name.upper() in self.names or name.upper().startswith(self.prefixes)
        }
        return {**inherited, **self.fixed}


@dataclass(frozen=True)
class Setting:
    """`data_folder`: where downloaded data sets lie; None: in the home of whoever runs the cluster, on each machine.
    `cpus` and `gpus` are what a training holds, `idle_seconds` how long the driver waits while nothing is asked."""

    cpus: float
    gpus: float
    micro_batch: int | None
    data_folder: str | None
    idle_seconds: float
    environment: Environment

    def data(self) -> Path:
        return Path.home() / ".ratebook" / "data" if self.data_folder is None else Path(self.data_folder)


def read_setting(folder: Path, nonce: str) -> Setting:
    """Raises a SettingError where the folder is not the runner's: `nonce` must stand in it."""
    found = find_json(folder / SETTING_FILE)
    if found is None or found.get("nonce") != nonce:
        raise SettingError(
            f"This machine of the cluster ({os.uname().nodename}) does not see the runner's folder {folder}. "
            "--shared names a folder that runner and cluster both reach, under the same path."
        )
    environment = found["environment"]
    return Setting(
        cpus=float(found["cpus"]),
        gpus=float(found["gpus"]),
        micro_batch=found["microBatch"],
        data_folder=found["dataFolder"],
        idle_seconds=float(found["idleSeconds"]),
        environment=Environment(
            names=frozenset(environment["names"]),
            prefixes=tuple(environment["prefixes"]),
            fixed={str(name): str(value) for name, value in environment["fixed"].items()},
        ),
    )
