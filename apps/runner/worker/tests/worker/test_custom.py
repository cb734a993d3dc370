from collections.abc import Callable
from pathlib import Path

import pytest

from worker.documents import EXAMPLE, SCRIPTS, Json, script_data_digest, scripted, start, task
from worker.process import WorkerProcess

TINY = SCRIPTS / "tiny.py"
HUNGRY = SCRIPTS / "hungry.py"


def test_the_example_learns(worker: WorkerProcess, tmp_path: Path) -> None:
    document = task(scripted(EXAMPLE), script_data_digest(EXAMPLE), metric="rootMeanSquare")
    said = worker.train(start(document, tmp_path, 400, evaluateAt=[0, 400], checkpointEvery=None), [0.02] * 400)
    before, after, test = (one["metrics"] for one in said if one["type"] == "evaluation")
    assert after["loss"] < 0.8 * before["loss"]
    assert test["rootMeanSquare"] == pytest.approx(test["loss"] ** 0.5)


def failure(worker: WorkerProcess, trainer: Json, directory: Path) -> Json:
    *_, last = worker.train(start(task(trainer, script_data_digest(TINY)), directory), [0.1] * 12)
    assert last["type"] == "error"
    return last


def test_another_script_than_the_task_s_is_refused_and_never_run(worker: WorkerProcess, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    error = failure(worker, scripted(script, digest="0" * 64), tmp_path)
    assert error["code"] == "digest-mismatch"
    assert not (tmp_path / "ran").exists()


def test_a_script_that_is_not_there_is_missing(worker: WorkerProcess, tmp_path: Path) -> None:
    error = failure(worker, scripted(tmp_path / "nowhere.py"), tmp_path)
    assert error["code"] == "data-missing"
    assert "nowhere.py" in error["message"]


TEXT = TINY.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("script", "code", "words"),
    [
        ("def build(:\n", "internal", "line 1, at its top level: SyntaxError"),
        ("\n\n1 / 0\n", "internal", "line 3, at its top level: ZeroDivisionError"),
        ("import no_such_package\n", "internal", "No module named 'no_such_package'"),
        ("def build(setting): ...\ndef loss(model, batch): ...\n", "unsupported", "has no function evaluate()"),
        (TEXT.replace("    generator =", "    sys.exit(3)\n    generator ="), "internal", "in build(): SystemExit: 3"),
        (
            TEXT.replace("    generator =", "    open('/no/file')\n    generator ="),
            "data-missing",
            "/no/file",
        ),
        (TEXT.replace("return model, data", "return model"), "internal", "build() of"),
        (TEXT.replace('"test": (', '"tests": ('), "internal", "the splits ['train', 'validation', 'tests']"),
        (TEXT.replace("labels[80:]),", "labels[81:]),"), "internal", "no sound test split"),
        (TEXT.replace(', reduction="sum"), len(labels)', ")"), "internal", "loss() of"),
        (TEXT.replace('reduction="sum"', 'reduction="none"'), "internal", "no scalar tensor"),
        (TEXT.replace('reduction="sum"), len(labels)', 'reduction="sum"), 0'), "internal", "the count 0"),
        (TEXT.replace('"accuracy":', '"precision":'), "internal", "no number for the metric accuracy"),
        (TEXT.replace("    return Evaluation(", "    return dict("), "internal", "in evaluate(): TypeError"),
        (TEXT.replace("labels = (inputs", "labels = (inputs[:, :5]"), "digest-mismatch", "the task says"),
    ],
)
def test_what_is_wrong_with_a_script_is_said_with_its_line(
    worker: WorkerProcess, tmp_path: Path, script: str, code: str, words: str
) -> None:
    path = tmp_path / "script.py"
    path.write_text(script, encoding="utf-8")
    error = failure(worker, scripted(path), tmp_path / "run")
    assert error["code"] == code
    assert words in error["message"]
    assert str(path) in error["message"] or code == "digest-mismatch"


def test_what_runs_out_of_memory_hears_which_micro_batch_fits(worker: WorkerProcess, tmp_path: Path) -> None:
    document = task(scripted(HUNGRY, sequenceLength=3), hungry_digest(), metric="loss")
    *_, error = worker.train(start(document, tmp_path), [0.1] * 12)
    assert (error["type"], error["code"]) == ("error", "out-of-memory")
    assert error["message"] == "CUDA out of memory. Tried to allocate 2.00 GiB."
    assert "--micro-batch 2" in error["hint"]


def test_the_micro_batch_that_fits_does(another_worker: Callable[..., WorkerProcess], tmp_path: Path) -> None:
    document = task(scripted(HUNGRY, sequenceLength=3), hungry_digest(), metric="loss")
    said = another_worker("--micro-batch", "2").train(start(document, tmp_path), [0.1] * 12)
    assert said[-1] == {"type": "finished", "status": "completed", "t": 12}


def test_where_not_even_one_example_fits_that_is_said(worker: WorkerProcess, tmp_path: Path) -> None:
    document = task(scripted(HUNGRY, sequenceLength=0), hungry_digest(), metric="loss")
    *_, error = worker.train(start(document, tmp_path), [0.1] * 12)
    assert error["code"] == "out-of-memory"
    assert "Not even --micro-batch 1 fits" in error["hint"]


def hungry_digest() -> str:
    import torch

    from ratebook_worker.digests import tensors_digest

    return tensors_digest((f"{split}.0", torch.ones(40, 3)) for split in ("train", "validation", "test"))
