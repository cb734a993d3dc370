"""One training on the cluster: from the last checkpoint of its run to where it was asked to, every event on disk."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any

from ratebook_ray.ask import DEFAULT_GROUP, Ask
from ratebook_ray.run_log import LOG_FILE, Message, Recovered, RunLog, recover
from ratebook_ray.setting import Setting
from ratebook_ray.worker import Worker
from ratebook_worker.whole_file import SIDE_FILE_ENDING

INTERPRETERS = ("node", "python")
"""They run what computes, and compute nothing: another one gives the same bits."""


class Superseded(Exception):  # noqa: N818
    """Another driver has followed this training's: its log is not to be written here any more."""


class TrainingError(Exception):
    """A training that cannot go on, by the codes of the trainer protocol, and `run.changed`."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.hint = code, message, hint

    def document(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message, "hint": self.hint}


def train(
    ask: Ask,
    setting: Setting,
    is_unwanted: Callable[[], bool],
    report: Callable[[int, Mapping[str, Any]], None],
    is_open: Callable[[], bool] = lambda: True,
) -> None:
    """Trains a run until its ask is met, or its end. `is_unwanted` is asked, and `report` told, at each evaluation;
    `is_open` is asked before anything is written to the log.

    Raises a TrainingError where it cannot go on, Superseded where `is_open` is false; what was trained to the last
    checkpoint is kept.
    """
    if not is_open():
        raise Superseded
    ask.directory.mkdir(parents=True, exist_ok=True)
    path = ask.directory / LOG_FILE
    recovered = recover(path)
    if recovered.is_finished or (recovered.resume_from or {}).get("t") == ask.until:
        return
    for side_file in ask.directory.glob(f"*{SIDE_FILE_ENDING}"):
        side_file.unlink(missing_ok=True)
    worker = Worker(setting, ask.directory)
    with contextlib.closing(worker), contextlib.closing(RunLog(path, recovered)) as log:
        _Course(ask, recovered, worker, _FencedLog(log, is_open)).follow(is_unwanted, report)


class _FencedLog:
    def __init__(self, log: RunLog, is_open: Callable[[], bool]) -> None:
        self._log = log
        self._is_open = is_open

    def record(self, message: Message) -> None:
        if not self._is_open():
            raise Superseded
        self._log.record(message)


class _Course:
    def __init__(self, ask: Ask, recovered: Recovered, worker: Worker, log: _FencedLog) -> None:
        self._ask = ask
        self._recovered = recovered
        self._worker = worker
        self._log = log
        self._groups: list[str] = []
        self._asked = 0 if recovered.resume_from is None else int(recovered.resume_from["t"])

    def follow(self, is_unwanted: Callable[[], bool], report: Callable[[int, Mapping[str, Any]], None]) -> None:
        ask = self._ask
        self._worker.send({**ask.start, "resumeFrom": self._recovered.resume_from})
        is_pausing = False
        for message in self._worker.messages():
            kind = message["type"]
            if kind == "error":
                raise TrainingError(message["code"], message["message"], message["hint"])
            if kind == "ready":
                self._begin(message)
                continue
            # It stopped because it was told to: the run is not over, and its log does not say so.
            if kind == "finished" and is_pausing and message["status"] == "abandoned":
                return
            self._log.record(message)
            if kind == "finished":
                return
            if kind != "evaluation" or message["split"] != "validation":
                continue
            report(message["t"], message["metrics"])
            is_pausing = is_pausing or is_unwanted() or (message["t"] == ask.until and not ask.is_whole)
            if is_pausing:
                # It waits for a learning rate that does not come: where it waits, it saves.
                self._worker.send({"type": "abort", "reason": "paused"})
            else:
                self._hand_out(message["t"])
        raise TrainingError(*self._worker.last_words())

    def _begin(self, ready: Message) -> None:
        unknown = sorted(set(self._ask.learning_rates) - set(ready["groups"]) - {DEFAULT_GROUP})
        if unknown:
            raise TrainingError(
                "unsupported",
                f'The policy names the parameter group "{unknown[0]}"; the trainer has {", ".join(ready["groups"])}.',
                "Name the groups that the task trains.",
            )
        if self._recovered.ready is not None:
            assert_same_training(self._recovered.ready, ready)
        if self._recovered.resume_from is None:
            self._log.record(ready)
        self._groups = list(ready["groups"])
        # The evaluation before the first update answers to nothing.
        self._hand_out(self._asked)

    def _hand_out(self, made: int) -> None:
        end = self._ask.rates_until(made)
        if end <= self._asked:
            return
        rates = self._ask.rates(self._asked, end, self._groups)
        self._worker.send({"type": "rates", "from": self._asked, "learningRates": rates})
        self._asked = end


def assert_same_training(before: Message, now: Message) -> None:
    """Refuses to go on with a run on something else than it began on: its second half would be another training's."""
    versions = sorted({*before["versions"], *now["versions"]} - set(INTERPRETERS))
    kept = [
        ("on the device", before["device"], now["device"]),
        ("on data with the digest", before["dataDigest"], now["dataDigest"]),
        ("from weights with the digest", before["weightsDigest"], now["weightsDigest"]),
        *((f"with {name}", before["versions"].get(name), now["versions"].get(name)) for name in versions),
    ]
    for words, began, goes_on in kept:
        if began != goes_on:
            raise TrainingError(
                "run.changed",
                f"This run began {words} {began}, and would go on {words} {goes_on}.",
                "Go on where it began, or begin anew with --fresh.",
            )
