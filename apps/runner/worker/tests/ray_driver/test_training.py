"""A training as the cluster makes it, with a real worker and without a cluster."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ratebook_ray import training
from ratebook_ray.run_log import LOG_FILE
from ratebook_ray.training import Superseded, TrainingError, train
from ratebook_ray.worker import Worker
from ray_driver.documents import ask, content, log, setting


def never() -> bool:
    return False


def ignore(_t: int, _metrics: Mapping[str, Any]) -> None:
    return


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The log of a training that nothing interrupts."""
    folder = tmp_path_factory.mktemp("whole")
    train(ask(folder / "run", 12), setting(folder), never, ignore)
    return log(folder / "run")


def test_a_training_in_stages_is_the_same_as_one_in_one_go(tmp_path: Path, whole: list[dict[str, Any]]) -> None:
    seen: list[int] = []
    for until in (4, 8, 12):
        train(ask(tmp_path / "run", until), setting(tmp_path), never, lambda t, _: seen.append(t))
        last = log(tmp_path / "run")[-1]
        assert (last["type"], last["t"]) == ("finished" if until == 12 else "checkpoint", until)
    assert seen == [0, 4, 8, 12]
    assert content(log(tmp_path / "run")) == content(whole)
    assert [message["t"] for message in whole if message["type"] == "checkpoint"] == [5, 10]


def test_what_is_there_already_is_not_trained_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    train(ask(tmp_path / "run", 4), setting(tmp_path), never, ignore)
    before = (tmp_path / "run" / LOG_FILE).read_bytes()

    def no_worker(*_: object) -> Worker:
        raise AssertionError("A worker was started.")

    monkeypatch.setattr(training, "Worker", no_worker)
    train(ask(tmp_path / "run", 4), setting(tmp_path), never, ignore)
    assert (tmp_path / "run" / LOG_FILE).read_bytes() == before


def test_a_worker_that_is_killed_is_an_own_fault_and_its_run_goes_on_to_the_same_end(
    tmp_path: Path, whole: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    workers: list[Worker] = []

    class Seen(Worker):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            workers.append(self)

    monkeypatch.setattr(training, "Worker", Seen)

    def kill(t: int, _metrics: Mapping[str, Any]) -> None:
        if t == 8:
            os.kill(workers[0]._process.pid, signal.SIGKILL)

    with pytest.raises(TrainingError, match="SIGKILL") as caught:
        train(ask(tmp_path / "run", 12), setting(tmp_path), never, kill)
    assert caught.value.code == "out-of-memory"
    with (tmp_path / "run" / LOG_FILE).open("a", encoding="utf-8") as file:
        file.write('{"elapsed":1.2,"mess')
    train(ask(tmp_path / "run", 12), setting(tmp_path), never, ignore)
    assert content(log(tmp_path / "run")) == content(whole)


def test_a_worker_that_cannot_start_says_what_it_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    false = shutil.which("false")
    assert false is not None
    monkeypatch.setattr("sys.executable", false)
    with pytest.raises(TrainingError, match="The worker ended with exit code 1") as caught:
        train(ask(tmp_path / "run", 4), setting(tmp_path), never, ignore)
    assert caught.value.code == "internal"


def test_a_training_that_nobody_wants_any_more_saves_and_stops(tmp_path: Path) -> None:
    seen: list[int] = []
    train(ask(tmp_path / "run", 12), setting(tmp_path), lambda: 4 in seen, lambda t, _: seen.append(t))
    assert log(tmp_path / "run")[-1]["type"] == "checkpoint"
    assert log(tmp_path / "run")[-1]["t"] == 4


def test_what_another_driver_has_taken_over_is_not_written_any_more(tmp_path: Path) -> None:
    seen: list[int] = []
    with pytest.raises(Superseded):
        train(ask(tmp_path / "run", 12), setting(tmp_path), never, lambda t, _: seen.append(t), lambda: 4 not in seen)
    kinds = [(message["type"], message["t"]) for message in log(tmp_path / "run")[1:]]
    assert kinds[-1] == ("evaluation", 4)
    before = (tmp_path / "run" / LOG_FILE).read_bytes()
    with pytest.raises(Superseded):
        train(ask(tmp_path / "run", 12), setting(tmp_path), never, ignore, lambda: False)
    assert (tmp_path / "run" / LOG_FILE).read_bytes() == before


def test_what_a_worker_has_started_ends_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Says its child's process id, and waits for a child that would outlive it.
    program = tmp_path / "worker"
    program.write_text("#!/bin/sh\nsleep 600 &\necho $!\nwait\n")
    program.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(program))
    worker = Worker(setting(tmp_path), tmp_path)
    child = next(worker.messages())
    worker.close()
    status = Path(f"/proc/{child}/stat")
    for _ in range(100):
        # Nobody may be there to bury it.
        if not status.exists() or status.read_text().split()[2] == "Z":
            return
        time.sleep(0.05)
    raise AssertionError("The worker's child is still at work.")


def test_errors_of_the_worker_keep_their_code(tmp_path: Path) -> None:
    message = ask(tmp_path, 4).start
    task = {**message["task"], "data": {**message["task"]["data"], "digest": "0" * 64}}
    with pytest.raises(TrainingError) as caught:
        train(ask(tmp_path / "run", 4, task=task), setting(tmp_path), never, ignore)
    assert caught.value.code == "digest-mismatch"
    assert caught.value.hint


def test_a_group_that_nobody_trains_is_refused(tmp_path: Path) -> None:
    rates = {"default": [0.1] * 4, "lora-b": [0.2] * 4}
    with pytest.raises(TrainingError, match=r'the parameter group "lora-b"; the trainer has default') as caught:
        train(ask(tmp_path / "run", 4, rates), setting(tmp_path), never, ignore)
    assert caught.value.code == "unsupported"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("device", "another GPU", "on the device another GPU"),
        ("weightsDigest", "1" * 64, "from weights with the digest 1111"),
        ("versions", {"torch": "1.0"}, "with numpy None"),
    ],
)
def test_a_run_does_not_go_on_as_another_training(tmp_path: Path, field: str, value: object, words: str) -> None:
    train(ask(tmp_path / "run", 4), setting(tmp_path), never, ignore)
    path = tmp_path / "run" / LOG_FILE
    first, *others = path.read_text().splitlines()
    line = json.loads(first)
    line["message"][field] = value
    path.write_text("\n".join([json.dumps(line), *others]) + "\n")
    with pytest.raises(TrainingError, match=f"This run began {words}") as caught:
        train(ask(tmp_path / "run", 8), setting(tmp_path), never, ignore)
    assert caught.value.code == "run.changed"


def test_another_python_may_go_on_with_a_run(tmp_path: Path) -> None:
    train(ask(tmp_path / "run", 4), setting(tmp_path), never, ignore)
    path = tmp_path / "run" / LOG_FILE
    first, *others = path.read_text().splitlines()
    line = json.loads(first)
    line["message"]["versions"]["python"] = "3.99.0"
    path.write_text("\n".join([json.dumps(line), *others]) + "\n")
    train(ask(tmp_path / "run", 8), setting(tmp_path), never, ignore)
    assert log(tmp_path / "run")[-1]["t"] == 8
