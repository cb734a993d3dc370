import io
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from ratebook_worker.errors import WorkerError
from ratebook_worker.inbox import Inbox
from worker.documents import start, task, trainer

START = start(task(trainer("lenet"), "0" * 64), Path("/runs/1"))
FINISH, ABORT = {"type": "finish", "reason": ""}, {"type": "abort", "reason": ""}


def rates(first: int, *values: float, **groups: list[float]) -> dict[str, Any]:
    return {"type": "rates", "from": first, "learningRates": {"default": list(values), **groups}}


class Conversation:
    """Says messages to an inbox and waits until all of them are read."""

    def __init__(self) -> None:
        self._lines = io.StringIO()
        self.inbox = Inbox(self._lines)

    def say(self, *messages: object) -> None:
        self._lines.seek(0)
        self._lines.truncate()
        self._lines.write("".join(json.dumps(message) + "\n" for message in messages))
        self._lines.seek(0)
        self.inbox.read_in_background()
        for thread in threading.enumerate():
            if thread.name == "inbox":
                thread.join()


@pytest.fixture
def conversation() -> Conversation:
    """A training is under way, at its first update, with one more group than the default."""
    begun = Conversation()
    begun.say(START)
    assert begun.inbox.next_start() is not None
    begun.inbox.expect(0, frozenset({"default", "head"}))
    return begun


def test_learning_rates_come_out_one_update_at_a_time(conversation: Conversation) -> None:
    conversation.say(rates(0, 0.1, 0.2, head=[1, 2]), rates(2, 0.3))
    inbox = conversation.inbox
    assert inbox.next_instruction() == {"default": 0.1, "head": 1.0}
    assert inbox.next_instruction() == {"default": 0.2, "head": 2.0}
    assert inbox.next_instruction() == {"default": 0.3}


def test_an_end_overtakes_learning_rates_that_wait(conversation: Conversation) -> None:
    conversation.say(rates(0, 0.1, 0.2), FINISH)
    assert conversation.inbox.next_instruction() == "finish"


def test_an_abort_overtakes_a_finish_but_no_finish_an_abort(conversation: Conversation) -> None:
    conversation.say(FINISH, ABORT, FINISH)
    assert conversation.inbox.next_instruction() == "abort"


def test_a_runner_that_is_gone_is_an_abort_after_the_last_learning_rate(conversation: Conversation) -> None:
    conversation.say(rates(0, 0.1))
    assert conversation.inbox.next_instruction() == {"default": 0.1}
    assert conversation.inbox.next_instruction() == "abort"
    assert conversation.inbox.next_start() is None


@pytest.mark.parametrize("first", [1, 0])
def test_blocks_follow_one_another_without_a_gap_and_without_an_overlap(conversation: Conversation, first: int) -> None:
    conversation.say(*([rates(0, 0.1)] if first == 0 else []), rates(first, 0.2))
    with pytest.raises(WorkerError, match="was next") as caught:
        conversation.inbox.next_instruction()
    assert caught.value.code == "internal"


def test_a_group_that_the_training_has_not_is_refused(conversation: Conversation) -> None:
    conversation.say(rates(0, 0.1, body=[0.1]))
    with pytest.raises(WorkerError, match='no parameter group "body"') as caught:
        conversation.inbox.next_instruction()
    assert caught.value.code == "unsupported"


def test_learning_rates_before_the_training_is_ready_are_refused() -> None:
    early = Conversation()
    early.say(START, rates(0, 0.1))
    with pytest.raises(WorkerError, match="before the training was ready"):
        early.inbox.next_start()


def test_an_abort_that_comes_while_the_model_loads_is_not_lost(conversation: Conversation) -> None:
    conversation.say(START, ABORT)
    assert conversation.inbox.next_start() is not None
    conversation.inbox.expect(0, frozenset({"default"}))
    assert conversation.inbox.next_instruction() == "abort"


def test_what_was_left_of_a_training_does_not_reach_the_next(conversation: Conversation) -> None:
    conversation.say(rates(0, 0.1, 0.2), ABORT, START)
    inbox = conversation.inbox
    assert inbox.next_start() is not None
    inbox.expect(0, frozenset({"default"}))
    conversation.say(rates(0, 0.5))
    assert inbox.next_instruction() == {"default": 0.5}


def test_a_broken_line_ends_the_training_with_an_error(conversation: Conversation) -> None:
    conversation.say("nonsense")
    with pytest.raises(WorkerError, match="no object"):
        conversation.inbox.next_instruction()
