"""Asks and settings, as the runner writes them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ratebook_ray.ask import Ask, read_ask
from ratebook_ray.run_log import LOG_FILE
from ratebook_ray.setting import Environment, Setting
from worker.documents import SCRIPTS, Json, script_data_digest, scripted, start, task

TINY = SCRIPTS / "tiny.py"
UPDATES = 12


def setting(folder: Path) -> Setting:
    environment = Environment(frozenset({"PATH", "HOME"}), ("LC_",), {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"})
    return Setting(1, 0, None, str(folder), 60, environment)


def ask(directory: Path, until: int, learning_rates: Json | None = None, **changes: Any) -> Ask:
    """Twelve updates of a tiny net, evaluated after 0, 4, 8 and 12; saved after every fifth."""
    message = start(task(scripted(TINY), script_data_digest(TINY)), directory, UPDATES, checkpointEvery=5)
    message = {**message, "evaluateAt": [0, 4, 8, UPDATES], **changes}
    del message["resumeFrom"]
    rates = learning_rates or {"default": [0.1 - 0.005 * t for t in range(until)]}
    return read_ask(f"0-{until}", {"index": 0, "until": until, "start": message, "learningRates": rates})


def log(directory: Path) -> list[Json]:
    text = (directory / LOG_FILE).read_text(encoding="utf-8")
    return [json.loads(line)["message"] for line in text.splitlines()]


def content(messages: Sequence[Json]) -> list[Json]:
    """What must repeat: all but clocks, memory and places, and checkpoints that only a pause makes."""
    kept = [message for message in messages if message["type"] not in ("usage", "checkpoint")]
    return [{**message, "predictions": None} if "predictions" in message else message for message in kept]
