"""What Ray Tune runs for each ask, in an actor of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ray import tune

from ratebook_ray.fence import Fence
from ratebook_ray.mailbox import Mailbox
from ratebook_ray.setting import SettingError, read_setting, this_machine
from ratebook_ray.training import Superseded, TrainingError, train

OWN_FAULTS = ("out-of-memory", "internal", "non-finite")
"""What happens to one training and not to the others. The rest (no data, another digest) stops a whole study."""

ATTEMPTS = 2
"""How often a training is begun or gone on with before it is given up, as where the runner trains by itself."""


class TrialError(Exception):
    """Tells Tune that the trial has failed: it begins it again, from its last checkpoint, if it may."""


def train_ask(config: Mapping[str, Any]) -> None:
    """Reports Tune's time key `updates` at each evaluation, and at the end once more what became of the ask."""
    try:
        updates, outcome = _train(config)
    except Superseded:
        tune.report({"updates": 0, "outcome": "superseded"})
    except (SettingError, OSError) as error:
        # Said through Tune: a machine that does not reach the folder cannot say it there.
        said = str(error) if isinstance(error, SettingError) else f"{this_machine()} cannot train: {error}."
        fault = {"code": "ray.folder", "message": said, "hint": "The same command goes on once it can."}
        tune.report({"updates": 0, "outcome": "refused", "fault": fault})
    else:
        tune.report({"updates": updates, "outcome": outcome})


def _train(config: Mapping[str, Any]) -> tuple[int, str]:
    """Updates and outcome. Raises a SettingError or an OSError where this machine can train nothing of the study."""
    folder, nonce, name = Path(config["folder"]), config["nonce"], config["ask"]
    fence = Fence(folder, nonce)
    setting, mailbox = read_setting(folder, nonce), Mailbox(folder / nonce)
    try:
        ask = mailbox.find_ask(name)
    except ValueError as error:
        raise SettingError(f"{this_machine()} does not understand what is asked ({error}).") from error
    if ask is None:
        return 0, "stopped"

    def report(t: int, metrics: Mapping[str, Any]) -> None:
        # Tune reads NaN as a number; what is none is left out.
        finite = {f"validation_{key}": value for key, value in metrics.items() if value is not None}
        tune.report({"updates": t, "outcome": "training", **finite})

    try:
        train(ask, setting, lambda: mailbox.is_unwanted(name), report, fence.is_open)
    except TrainingError as fault:
        count = mailbox.note_fault(name, fault.document())
        if fault.code not in OWN_FAULTS:
            return ask.until, "refused"
        if count < ATTEMPTS:
            raise TrialError(str(fault)) from None
        return ask.until, "failed"
    return ask.until, "stopped"
