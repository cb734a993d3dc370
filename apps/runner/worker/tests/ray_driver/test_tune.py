"""What Ray Tune asks and says, without a cluster."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ratebook_ray.fence import Fence
from ratebook_ray.inbox import LOOK_EVERY, AskInbox
from ratebook_ray.json_file import write_json
from ratebook_ray.mailbox import Mailbox, Reporter

tune = pytest.importorskip("ray.tune", reason="Ray is not installed")

from ratebook_ray.asking import AskSearcher, FenceStopper  # noqa: E402
from ratebook_ray.telling import Teller  # noqa: E402

COMMON = {"folder": "/work", "nonce": "n1"}


@dataclass
class Trial:
    """What of Tune's own is looked at."""

    trial_id: str
    last_result: dict[str, Any] = field(default_factory=dict)


class Desk:
    """A mailbox with one ask, its searcher and its teller; time passes by itself."""

    def __init__(self, folder: Path) -> None:
        for name in ("asks", "answers", "faults", "unwanted"):
            (folder / name).mkdir()
        self.folder = folder
        self.mailbox = Mailbox(folder)
        self.inbox = AskInbox(self.mailbox, 60, 0)
        self.now = 0.0
        self.searcher = AskSearcher(self.inbox, COMMON, self._clock)
        self.teller = Teller(self.inbox, self.mailbox, Reporter(folder, "s1", 1))
        write_json(folder / "asks" / "0-60.json", {})

    def _clock(self) -> float:
        self.now += LOOK_EVERY
        return self.now

    def events(self) -> Sequence[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "driver-1.jsonl").read_text().splitlines()]

    def answer(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "answers" / "0-60.json").read_text())
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_nothing_is_suggested_while_nothing_is_asked_and_the_end_once_it_is_closed(desk: Desk) -> None:
    assert desk.searcher.suggest("a") == {**COMMON, "ask": "0-60"}
    assert desk.searcher.suggest("b") is None
    (desk.folder / "closed").write_text("{}")
    assert desk.searcher.suggest("b") == tune.search.Searcher.FINISHED


def test_a_training_that_stops_is_answered_and_can_be_asked_for_again(desk: Desk) -> None:
    desk.searcher.suggest("a")
    desk.teller.on_trial_start(trial=Trial("a"))
    desk.teller.on_trial_result(trial=Trial("a"), result={"updates": 30, "outcome": "training"})
    desk.teller.on_trial_complete(trial=Trial("a", {"outcome": "stopped"}))
    assert desk.answer() == {"outcome": "stopped", "fault": None}
    assert [(event["event"], event["ask"]) for event in desk.events()] == [
        ("started", "0-60"),
        ("evaluated", "0-60"),
        ("ended", "0-60"),
    ]
    (desk.folder / "answers" / "0-60.json").unlink()
    assert desk.searcher.suggest("b") == {**COMMON, "ask": "0-60"}


def test_a_trial_that_is_killed_without_a_word_is_told_each_time(desk: Desk) -> None:
    desk.searcher.suggest("a")
    desk.teller.on_trial_recover(trial=Trial("a"))
    desk.teller.on_trial_error(trial=Trial("a"))
    first, second, _ = desk.events()
    assert (first["isGivenUp"], second["isGivenUp"]) == (False, True)
    assert "killed" in first["fault"]["message"]
    assert desk.answer() == {"outcome": "failed", "fault": second["fault"]}


def test_what_a_training_said_before_it_failed_is_its_reason(desk: Desk) -> None:
    fault = {"code": "out-of-memory", "message": "full", "hint": "smaller"}
    desk.searcher.suggest("a")
    desk.mailbox.note_fault("0-60", fault)
    desk.teller.on_trial_recover(trial=Trial("a"))
    # The second time it is killed, and says nothing: what it said before is no reason of that.
    desk.teller.on_trial_recover(trial=Trial("a"))
    desk.mailbox.note_fault("0-60", {**fault, "message": "full again"})
    desk.teller.on_trial_complete(trial=Trial("a", {"outcome": "failed"}))
    assert desk.events()[0]["fault"] == fault
    assert "killed" in desk.events()[1]["fault"]["message"]
    assert desk.answer() == {"outcome": "failed", "fault": {**fault, "message": "full again"}}


def test_what_was_said_to_an_earlier_driver_is_no_reason_now(desk: Desk) -> None:
    desk.mailbox.note_fault("0-60", {"code": "out-of-memory", "message": "full", "hint": ""})
    desk.searcher.suggest("a")
    desk.teller.on_trial_start(trial=Trial("a"))
    desk.teller.on_trial_recover(trial=Trial("a"))
    assert "killed" in desk.events()[1]["fault"]["message"]


def test_what_stops_the_whole_study_is_refused(desk: Desk) -> None:
    desk.searcher.suggest("a")
    desk.mailbox.note_fault("0-60", {"code": "digest-mismatch", "message": "other data", "hint": ""})
    desk.teller.on_trial_complete(trial=Trial("a", {"outcome": "refused"}))
    assert desk.answer()["outcome"] == "refused"
    assert desk.answer()["fault"]["code"] == "digest-mismatch"


def test_what_a_machine_says_that_does_not_reach_the_mailbox_is_its_answer(desk: Desk) -> None:
    fault = {"code": "ray.folder", "message": "not seen", "hint": ""}
    desk.searcher.suggest("a")
    desk.teller.on_trial_complete(trial=Trial("a", {"outcome": "refused", "fault": fault}))
    assert desk.answer() == {"outcome": "refused", "fault": fault}


def test_an_ask_that_is_another_driver_s_is_not_answered(desk: Desk) -> None:
    desk.searcher.suggest("a")
    desk.teller.on_trial_complete(trial=Trial("a", {"outcome": "superseded"}))
    assert list((desk.folder / "answers").iterdir()) == []
    assert desk.searcher.suggest("b") is None


def test_a_driver_that_was_followed_by_another_stops_all_trainings(tmp_path: Path) -> None:
    write_json(tmp_path / "setting.json", {"nonce": "n1"})
    assert not FenceStopper(Fence(tmp_path, "n1")).stop_all()
    assert FenceStopper(Fence(tmp_path, "n2")).stop_all()


def test_a_trial_that_ends_without_an_outcome_has_failed(desk: Desk) -> None:
    desk.searcher.suggest("a")
    desk.teller.on_trial_complete(trial=Trial("a", {"outcome": "training"}))
    assert desk.answer()["outcome"] == "failed"
