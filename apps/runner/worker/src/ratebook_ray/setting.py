"""What the runner says of a study before its first ask: the same for all of its trainings."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ratebook_ray.json_file import find_json, write_json

SETTING_FILE = "setting.json"

SAME_PATH = "--shared names a folder that runner and cluster both reach, under the same path."
SAME_USER = "Runner and cluster must be the same user: each goes on with what the other has written."


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


def find_nonce(folder: Path) -> object:
    """Whose the folder is; None where it is nobody's. Raises an OSError where it cannot be read."""
    return (find_json(folder / SETTING_FILE) or {}).get("nonce")


def assert_same_user(folder: Path, box: Path) -> None:
    """Raises a SettingError where the runner could not go on with the files that are written here. Two files that are
    seen through the same mount are compared: a file server may have names of its own for users."""
    probe = box / "user.json"
    try:
        write_json(probe, {})
        is_same = probe.stat().st_uid == (folder / SETTING_FILE).stat().st_uid
    except OSError as error:
        raise SettingError(f"{this_machine()} cannot write in {folder} ({error.strerror}). {SAME_USER}") from error
    if not is_same:
        raise SettingError(f"{this_machine()} writes in {folder} as another user than the runner. {SAME_USER}")


def this_machine() -> str:
    return f"This machine of the cluster ({os.uname().nodename})"


def read_setting(folder: Path, nonce: str) -> Setting:
    """Raises a SettingError where the folder is not the runner's: `nonce` must stand in it."""
    try:
        found = find_json(folder / SETTING_FILE)
    except OSError as error:
        raise SettingError(f"{this_machine()} cannot read {folder} ({error.strerror}). {SAME_USER}") from error
    if found is None or found.get("nonce") != nonce:
        raise SettingError(f"{this_machine()} does not see the runner's folder {folder}. {SAME_PATH}")
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
