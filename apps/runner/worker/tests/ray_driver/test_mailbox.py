import json
from pathlib import Path

import pytest

from ratebook_ray.inbox import LOOK_EVERY, AskInbox
from ratebook_ray.json_file import write_json
from ratebook_ray.mailbox import LINE_PREFIX, Mailbox, Reporter


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("asks", "answers", "faults", "unwanted"):
        (tmp_path / name).mkdir()
    return tmp_path


def put(folder: Path, *names: str) -> None:
    for name in names:
        write_json(folder / "asks" / f"{name}.json", {})


def test_an_ask_is_open_until_it_is_answered(folder: Path) -> None:
    mailbox = Mailbox(folder)
    put(folder, "1-60", "0-60")
    assert mailbox.open_asks() == ["0-60", "1-60"]
    mailbox.answer("0-60", "failed", {"code": "internal"})
    assert mailbox.open_asks() == ["1-60"]
    assert json.loads((folder / "answers" / "0-60.json").read_text()) == {
        "outcome": "failed",
        "fault": {"code": "internal"},
    }


def test_a_file_that_is_being_written_is_no_ask(folder: Path) -> None:
    (folder / "asks" / "0-60.json.7f3a.part").write_text("{")
    assert Mailbox(folder).open_asks() == []


def test_the_faults_of_an_ask_are_counted(folder: Path) -> None:
    mailbox = Mailbox(folder)
    assert mailbox.faults("0-60") == []
    assert mailbox.note_fault("0-60", {"code": "internal"}) == 1
    assert mailbox.note_fault("0-60", {"code": "out-of-memory"}) == 2
    assert mailbox.note_fault("1-60", {"code": "internal"}) == 1
    assert mailbox.faults("0-60") == [{"code": "internal"}, {"code": "out-of-memory"}]


def test_an_ask_goes_to_one_trial_until_it_is_given_back(folder: Path) -> None:
    inbox = AskInbox(Mailbox(folder), 60, 0)
    put(folder, "0-60", "1-60")
    assert [inbox.take("a", 1), inbox.take("b", 1), inbox.take("c", 1)] == ["0-60", "1-60", None]
    assert inbox.ask_of("b") == "1-60"
    inbox.give_back("a")
    # Given back unanswered, it is as open as before.
    assert inbox.take("d", 2) == "0-60"


def test_an_empty_folder_is_not_looked_at_all_the_time(folder: Path) -> None:
    inbox = AskInbox(Mailbox(folder), 60, 0)
    assert inbox.take("a", 1) is None
    put(folder, "0-60")
    assert inbox.take("a", 1 + LOOK_EVERY / 2) is None
    assert inbox.take("a", 1 + LOOK_EVERY) == "0-60"


def test_it_is_over_once_it_is_closed_or_nothing_was_asked_for_too_long(folder: Path) -> None:
    mailbox = Mailbox(folder)
    inbox = AskInbox(mailbox, 60, 0)
    assert not inbox.is_over(60)
    assert inbox.is_over(61)
    put(folder, "0-60")
    inbox.take("a", 61)
    # While a training is under way the driver is not idle, however long it takes.
    assert inbox.take("b", 500) is None
    assert not inbox.is_over(501)
    (folder / "closed").write_text("{}")
    assert inbox.is_over(501)


def test_what_lies_in_a_mailbox_that_was_closed_is_wanted_no_more(folder: Path) -> None:
    inbox = AskInbox(Mailbox(folder), 60, 0)
    put(folder, "0-60")
    (folder / "closed").write_text("{}")
    assert inbox.take("a", 1) is None


def test_the_driver_says_every_event_twice_numbered(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reporter = Reporter(folder, "s1", 3)
    reporter.say("ready", ray="2.60.0")
    reporter.say("ended", ask="0-60")
    lines = (folder / "driver-3.jsonl").read_text().splitlines()
    assert [json.loads(line)["sequence"] for line in lines] == [0, 1]
    assert json.loads(lines[1]) == {"sequence": 1, "study": "s1", "attempt": 3, "event": "ended", "ask": "0-60"}
    assert capsys.readouterr().out.splitlines() == [f"{LINE_PREFIX}{line}" for line in lines]
