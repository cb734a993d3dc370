"""Text tasks from their first message to their last, on tiny models that are read as pretrained ones are."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from worker.documents import Json
from worker.process import WorkerProcess, without_usage
from worker.tiny_texts import (
    BAD,
    GOOD,
    adaptation,
    text_start,
    text_task,
    trained,
    write_encoder,
    write_language_model,
    write_rows,
)

LABELLED = {"text": "text", "label": "label"}
PROMPTED = {"prompt": "ask|question", "answer": "answer"}
LORA = adaptation("lora", rank=2, alpha=4, targetModules=["q_proj", "v_proj"])


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("texts")
    write_encoder(data / "bert")
    write_language_model(data / "llama")
    write_rows(data / "reviews", [{"text": t, "label": int(t in GOOD)} for t in (*GOOD, *BAD)])
    write_rows(data / "sums", [{"question": f"{n} + 1", "answer": f"#### {n + 1}"} for n in (1, 2, 3)] * 2)
    return data


@pytest.fixture(scope="module")
def text_worker(texts: Path) -> Iterator[WorkerProcess]:
    process = WorkerProcess(texts)
    yield process
    process.close()


def losses(messages: list[Json]) -> list[float]:
    return [message["loss"] for message in messages if message["type"] == "update"]


def evaluations(messages: list[Json], split: str) -> list[Json]:
    return [message for message in messages if message["type"] == "evaluation" and message["split"] == split]


def classify(texts: Path, name: str, how: Json) -> Json:
    return text_start(text_task("text-classifier", "bert", "reviews", LABELLED, "accuracy"), texts / name, how)


def test_an_encoder_learns_to_tell_good_from_bad(text_worker: WorkerProcess, texts: Path) -> None:
    said = trained(text_worker, classify(texts, "full", adaptation("full")), 0.05)
    (test,) = evaluations(said, "test")
    assert said[0]["groups"] == ["default", "head"]
    assert said[0]["trainableParameters"] == said[0]["parameters"]
    assert test["metrics"]["accuracy"] == 1.0
    predictions = json.loads(Path(test["predictions"]).read_text())
    assert sorted(predictions["item"]) == list(range(16, 24))
    assert math.isclose(sum(predictions["logLoss"]) / 8, test["metrics"]["loss"], rel_tol=1e-9)


def test_lora_trains_adapters_and_the_new_head_alone(text_worker: WorkerProcess, texts: Path) -> None:
    how = adaptation("lora", rank=2, alpha=4, targetModules=["query", "value"])
    said = trained(text_worker, classify(texts, "lora", how), 0.05)
    # Two modules of 16 × 16, each with A and B of rank 2, and a head of 16 × 2 with its bias.
    assert said[0]["trainableParameters"] == 2 * 2 * (16 * 2) + 16 * 2 + 2
    assert losses(said)[-1] < losses(said)[0]


def test_lora_plus_sets_the_b_matrices_apart(text_worker: WorkerProcess, texts: Path) -> None:
    begin = text_start(
        text_task("causal-lm", "llama", "sums", PROMPTED, "loss"), texts / "plus", {**LORA, "plusRatio": 16}
    )
    said = trained(text_worker, begin, 0.01)
    assert said[0]["groups"] == ["default", "lora-b"]


def test_a_training_repeats_and_resumes_bit_for_bit(text_worker: WorkerProcess, texts: Path) -> None:
    begin = text_start(text_task("causal-lm", "llama", "sums", PROMPTED, "loss"), texts / "again", LORA, batch=2)
    whole = trained(text_worker, begin, 0.02)
    assert losses(whole)[-1] < losses(whole)[0]
    rates = [0.02] * 12
    assert without_usage(text_worker.train(begin, rates)) == without_usage(whole)
    at = next(index for index, message in enumerate(whole) if message["type"] == "checkpoint" and message["t"] == 8)
    resumed = text_worker.train({**begin, "resumeFrom": {k: whole[at][k] for k in ("t", "path", "sha256")}}, rates)
    assert without_usage(resumed)[1:] == without_usage(whole[at + 1 :])


def test_micro_batches_give_the_batch_s_loss(text_worker: WorkerProcess, texts: Path) -> None:
    def of(micro_batch: int | None) -> list[float]:
        task = text_task("causal-lm", "llama", "sums", PROMPTED, "loss", microBatch=micro_batch)
        return losses(trained(text_worker, text_start(task, texts / f"micro-{micro_batch}", adaptation("full")), 0.01))

    for whole, cut in zip(of(None), of(1), strict=True):
        assert math.isclose(whole, cut, rel_tol=1e-5)


def test_only_answers_are_learnt(text_worker: WorkerProcess, texts: Path) -> None:
    begin = text_start(
        text_task("causal-lm", "llama", "sums", PROMPTED, "exact-match"),
        texts / "sums-full",
        adaptation("full"),
        updates=60,
        evaluateAt=[60],
    )
    said = trained(text_worker, begin, 0.02)
    (test,) = evaluations(said, "test")
    # Three sums that a model of this size knows by heart; the numbers of prompts it never had to say.
    assert test["metrics"]["exact-match"] == 1.0
    assert test["metrics"]["loss"] < 0.1


def test_packing_fills_rows_and_counts_tokens(text_worker: WorkerProcess, texts: Path) -> None:
    task = text_task("causal-lm", "llama", "reviews", {"text": "text"}, "perplexity", packing=True, sequenceLength=8)
    said = trained(text_worker, text_start(task, texts / "packed", adaptation("full"), batch=2), 0.01)
    assert said[0]["tokensPerUpdate"] == 16
    assert {message["tokens"] for message in said if message["type"] == "update"} == {16}
    (test,) = evaluations(said, "test")
    assert math.isclose(test["metrics"]["perplexity"], math.exp(test["metrics"]["loss"]), rel_tol=1e-12)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"targetModules": ["no_such_layer"]}, 'no module "no_such_layer"'),
        ({"rank": None}, "rank"),
        ({"scaling": "alpha/r^2"}, "alpha/r^2"),
        ({"initialization": "wishful"}, "wishful"),
        ({"quantization": "nf4"}, "qlora"),
        ({"method": "full"}, "rank"),
    ],
)
def test_every_field_of_an_adaptation_is_used_or_refused(
    text_worker: WorkerProcess, texts: Path, changes: Json, named: str
) -> None:
    task = text_task("causal-lm", "llama", "sums", PROMPTED, "loss")
    (said,) = text_worker.train(text_start(task, texts / "refused", {**LORA, **changes}), [0.1] * 12)
    assert said["code"] == "unsupported"
    assert named in said["message"] + said["hint"]


@pytest.mark.parametrize(
    ("task", "code"),
    [
        (text_task("causal-lm", "nowhere", "sums", PROMPTED, "loss"), "data-missing"),
        (text_task("causal-lm", "llama", "nowhere", PROMPTED, "loss"), "data-missing"),
        (text_task("causal-lm", "llama", "sums", {"text": "no-such-column"}, "loss"), "unsupported"),
        (text_task("causal-lm", "llama", "sums", PROMPTED, "accuracy"), "unsupported"),
        (text_task("causal-lm", "llama", "sums", PROMPTED, "loss", sequenceLength=4096), "unsupported"),
        (
            text_task("text-classifier", "bert", "sums", {"text": "answer", "label": "question"}, "accuracy"),
            "unsupported",
        ),
    ],
)
def test_what_a_task_has_not_is_said_before_anything_is_trained(
    text_worker: WorkerProcess, texts: Path, task: Json, code: str
) -> None:
    how = adaptation("full")
    (said,) = text_worker.train(text_start(task, texts / "missing", how), [0.1] * 12)
    assert (said["type"], said["code"]) == ("error", code)
    assert said["hint"]
