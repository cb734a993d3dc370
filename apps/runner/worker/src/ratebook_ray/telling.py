"""What Ray Tune says of its trials, told to the runner: begun, begun again, ended, and why."""

from __future__ import annotations

from typing import Any

from ray.tune import Callback

from ratebook_ray.inbox import AskInbox
from ratebook_ray.json_file import Json
from ratebook_ray.mailbox import Mailbox, Reporter

KILLED = {
    "code": "internal",
    "message": "The trial ended without a word: it was killed, or its machine is gone.",
    "hint": "Ray's own logs of that machine may say why.",
}


class Teller(Callback):  # type: ignore[misc]
    """Writes the answers. A job that lost trials still ends well for Ray: only these say what failed."""

    def __init__(self, inbox: AskInbox, mailbox: Mailbox, reporter: Reporter) -> None:
        self._inbox = inbox
        self._mailbox = mailbox
        self._reporter = reporter
        self._told: dict[str, int] = {}

    def on_trial_start(self, trial: Any, **_: Any) -> None:
        name = self._inbox.ask_of(trial.trial_id)
        if name is not None:
            # What it said to an earlier driver is old.
            self._told.setdefault(name, len(self._mailbox.faults(name)))
        self._say("started", trial)

    def on_trial_result(self, trial: Any, result: dict[str, Any], **_: Any) -> None:
        if result.get("outcome") == "training":
            self._say("evaluated", trial, updates=result["updates"])

    def on_trial_recover(self, trial: Any, **_: Any) -> None:
        name = self._inbox.ask_of(trial.trial_id)
        fault = (self._new_fault(name) if name is not None else None) or KILLED
        self._say("failed", trial, fault=fault, isGivenUp=False)

    def on_trial_error(self, trial: Any, **_: Any) -> None:
        self._end(trial, "failed")

    def on_trial_complete(self, trial: Any, **_: Any) -> None:
        outcome = trial.last_result.get("outcome")
        # The ask is another driver's now, and so is the answer.
        if outcome == "superseded":
            return
        # A machine that does not reach the mailbox says its fault here.
        fault = trial.last_result.get("fault")
        self._end(trial, outcome if outcome in ("stopped", "refused") else "failed", fault)

    def _end(self, trial: Any, outcome: str, fault: Json | None = None) -> None:
        name = self._inbox.ask_of(trial.trial_id)
        if name is None:
            return
        fault = fault or self._new_fault(name)
        self._told.pop(name, None)
        if outcome != "stopped" and fault is None:
            fault = KILLED
        self._mailbox.answer(name, outcome, fault)
        if outcome == "failed":
            self._say("failed", trial, fault=fault, isGivenUp=True)
        self._say("ended", trial, outcome=outcome)
        self._inbox.give_back(trial.trial_id)

    def _new_fault(self, name: str) -> Json | None:
        """What the training said before it ended; None where it had no time to."""
        faults, told = self._mailbox.faults(name), self._told.get(name, 0)
        self._told[name] = len(faults)
        return faults[-1] if len(faults) > told else None

    def _say(self, event: str, trial: Any, **fields: object) -> None:
        self._reporter.say(event, trial=trial.trial_id, ask=self._inbox.ask_of(trial.trial_id), **fields)
