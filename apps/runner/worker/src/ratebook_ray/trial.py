"""What Ray Tune runs for each ask, in an actor of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ray import tune

from ratebook_ray.mailbox import Mailbox
from ratebook_ray.setting import read_setting
from ratebook_ray.training import TrainingError, train

OWN_FAULTS = ("out-of-memory", "internal", "non-finite")
"""What happens to one training and not to the others. The rest (no data, another digest) stops a whole study."""

ATTEMPTS = 2
"""How often a training is begun or gone on with before it is given up, as where the runner trains by itself."""


class TrialError(Exception):
    """Tells Tune that the trial has failed: it begins it again, from its last checkpoint, if it may."""


def train_ask(config: Mapping[str, Any]) -> None:
    """Reports Tune's time key `updates` at each evaluation, and at the end once more what became of the ask."""
    folder = Path(config["folder"])
    mailbox, setting, name = Mailbox(folder), read_setting(folder, config["nonce"]), config["ask"]
    ask = mailbox.find_ask(name)
    if ask is None:
        tune.report({"updates": 0, "outcome": "stopped"})
        return

    def report(t: int, metrics: Mapping[str, Any]) -> None:
        # Tune reads NaN as a number; what is none is left out.
        finite = {f"validation_{key}": value for key, value in metrics.items() if value is not None}
        tune.report({"updates": t, "outcome": "training", **finite})

    try:
        train(ask, setting, lambda: mailbox.is_unwanted(name), report)
    except TrainingError as fault:
        count = mailbox.note_fault(name, fault.document())
        if fault.code not in OWN_FAULTS:
            tune.report({"updates": ask.until, "outcome": "refused"})
            return
        if count < ATTEMPTS:
            raise TrialError(str(fault)) from None
        tune.report({"updates": ask.until, "outcome": "failed"})
        return
    tune.report({"updates": ask.until, "outcome": "stopped"})
