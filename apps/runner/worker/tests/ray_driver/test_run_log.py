import hashlib
import json
from pathlib import Path

import pytest

from ratebook_ray.run_log import LOG_FILE, RunLog, counted_on, recover
from worker.documents import Json

READY = {"type": "ready", "device": "cpu"}


def update(t: int) -> Json:
    return {"type": "update", "t": t}


def checkpoint(folder: Path, t: int) -> Json:
    path = folder / f"checkpoint-{t}.pt"
    path.write_bytes(f"state {t}".encode())
    return {"type": "checkpoint", "t": t, "path": str(path), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def write(folder: Path, *messages: Json, torn: str = "") -> Path:
    path = folder / LOG_FILE
    lines = [json.dumps({"elapsed": 0.5 * index, "message": one}) for index, one in enumerate(messages)]
    path.write_text("".join(f"{line}\n" for line in lines) + torn, encoding="utf-8")
    return path


def test_a_log_goes_on_after_its_last_checkpoint_and_loses_what_came_later(tmp_path: Path) -> None:
    saved = checkpoint(tmp_path, 2)
    path = write(tmp_path, READY, update(0), update(1), saved, update(2), torn='{"elapsed":9,"mess')
    recovered = recover(path)
    assert recovered.resume_from == {name: saved[name] for name in ("t", "path", "sha256")}
    assert [line.message["type"] for line in recovered.lines] == ["ready", "update", "update", "checkpoint"]
    assert recovered.ready == READY
    assert len(path.read_text().splitlines()) == 4


@pytest.mark.parametrize("loss", ["gone", "changed"])
def test_a_checkpoint_that_is_not_whole_is_passed_over(tmp_path: Path, loss: str) -> None:
    first, second = checkpoint(tmp_path, 1), checkpoint(tmp_path, 2)
    path = write(tmp_path, READY, update(0), first, update(1), second)
    if loss == "gone":
        Path(second["path"]).unlink()
    else:
        Path(second["path"]).write_bytes(b"state 3")
    assert (recover(path).resume_from or {})["t"] == 1
    Path(first["path"]).unlink()
    assert recover(path).resume_from is None
    assert path.read_text() == ""


def test_a_finished_log_stays_as_it_is_without_any_checkpoint(tmp_path: Path) -> None:
    path = write(tmp_path, READY, update(0), {"type": "finished", "status": "completed", "t": 1})
    before = path.read_text()
    recovered = recover(path)
    assert (recovered.is_finished, recovered.resume_from) == (True, None)
    assert path.read_text() == before


def test_there_may_be_no_log_yet(tmp_path: Path) -> None:
    recovered = recover(tmp_path / LOG_FILE)
    assert (recovered.is_finished, recovered.resume_from, recovered.ready) == (False, None, None)


def test_nothing_after_a_line_that_cannot_be_read_is_believed(tmp_path: Path) -> None:
    path = write(tmp_path, READY)
    path.write_text(
        path.read_text() + "no json\n" + json.dumps({"elapsed": 1, "message": checkpoint(tmp_path, 1)}) + "\n"
    )
    assert recover(path).resume_from is None


def test_time_and_usage_count_on(tmp_path: Path) -> None:
    usage = {"type": "usage", "t": 2, "deviceSeconds": 5.0, "energyJoules": 7.0, "peakMemoryBytes": 100}
    path = write(tmp_path, READY, usage, checkpoint(tmp_path, 2))
    log = RunLog(path, recover(path))
    log.record({**usage, "t": 4, "deviceSeconds": 2.0, "energyJoules": 1.0, "peakMemoryBytes": 90})
    log.close()
    last = json.loads(path.read_text().splitlines()[-1])
    assert last["elapsed"] >= 1.0
    assert last["message"] == {**usage, "t": 4, "deviceSeconds": 7.0, "energyJoules": 8.0, "peakMemoryBytes": 100}


def test_energy_that_one_process_could_not_read_stays_unknown() -> None:
    before = {"deviceSeconds": 1.0, "energyJoules": None, "peakMemoryBytes": None}
    now = {"deviceSeconds": 1.0, "energyJoules": 3.0, "peakMemoryBytes": None}
    assert counted_on(before, now) == {"deviceSeconds": 2.0, "energyJoules": None, "peakMemoryBytes": None}
