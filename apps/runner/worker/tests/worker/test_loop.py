import json
from collections.abc import Callable
from pathlib import Path

import pytest

from worker.documents import SCRIPTS, Json, script_data_digest, scripted, start, task
from worker.process import WorkerProcess, without_usage

TINY = SCRIPTS / "tiny.py"
UPDATES = 12
# Every update another one, so that an off-by-one shows.
LEARNING_RATES = [0.1 / (1 + t) for t in range(UPDATES)]


@pytest.fixture(scope="session")
def tiny() -> Json:
    return task(scripted(TINY), script_data_digest(TINY))


@pytest.fixture(scope="session")
def whole(worker: WorkerProcess, tiny: Json, tmp_path_factory: pytest.TempPathFactory) -> list[Json]:
    """A training of twelve updates that nothing stopped."""
    return worker.train(start(tiny, tmp_path_factory.mktemp("whole")), LEARNING_RATES)


def of_type(kind: str, messages: list[Json]) -> list[Json]:
    return [message for message in messages if message["type"] == kind]


def relocated(messages: list[Json]) -> list[Json]:
    """Without clocks, and with files by their names: the same for the same training in any folder."""
    told = json.loads(json.dumps(without_usage(messages)))
    for message in told:
        for field in ("path", "predictions"):
            if isinstance(message.get(field), str):
                message[field] = Path(message[field]).name
    return list(told)


def test_everything_comes_in_its_order(whole: list[Json]) -> None:
    order = [f"{message['type']} {message.get('t', '')}{message.get('split', '')[:1]}" for message in whole]
    assert order == [
        "ready ",
        "evaluation 0v",
        "usage 0",
        *[f"update {t}" for t in range(4)],
        "evaluation 4v",
        "usage 4",
        "checkpoint 4",
        *[f"update {t}" for t in range(4, 8)],
        "checkpoint 8",
        *[f"update {t}" for t in range(8, 12)],
        "evaluation 12v",
        "usage 12",
        "evaluation 12t",
        "usage 12",
        "finished 12",
    ]


def test_the_learning_rates_are_what_the_optimiser_held(whole: list[Json]) -> None:
    updates = of_type("update", whole)
    assert [update["learningRates"] for update in updates] == [{"default": value} for value in LEARNING_RATES]
    assert {(update["skipped"], update["examples"], update["tokens"]) for update in updates} == {(False, 10, None)}


def test_ready_says_what_is_trained(whole: list[Json], tiny: Json) -> None:
    ready = whole[0]
    assert (ready["updatesPerEpoch"], ready["tokensPerUpdate"], ready["device"]) == (6.0, None, "cpu")
    assert ready["dataDigest"] == tiny["data"]["digest"]
    assert ready["parameters"] == ready["trainableParameters"] == 6 * 8 + 8 + 16 + 8 * 2 + 2
    assert ready["groups"] == ["default"]
    assert ready["versions"]["threads"] == "1"
    assert {"python", "torch", "numpy", "worker", "script"} <= set(ready["versions"])


def test_a_training_repeats_bit_for_bit_in_another_process(
    whole: list[Json], tiny: Json, another_worker: Callable[..., WorkerProcess], tmp_path: Path
) -> None:
    assert relocated(another_worker().train(start(tiny, tmp_path), LEARNING_RATES)) == relocated(whole)


def test_another_seed_and_another_order_of_the_data_give_other_losses(
    worker: WorkerProcess, whole: list[Json], tiny: Json, tmp_path: Path
) -> None:
    losses = [update["loss"] for update in of_type("update", whole)]
    for change in ({"seed": 1}, {"dataSeed": 8}):
        others = of_type("update", worker.train(start(tiny, tmp_path, **change), LEARNING_RATES))
        assert [update["loss"] for update in others] != losses


@pytest.mark.parametrize("t", [4, 8])
def test_a_resumed_training_goes_on_bit_for_bit_in_another_process(
    whole: list[Json], tiny: Json, another_worker: Callable[..., WorkerProcess], tmp_path: Path, t: int
) -> None:
    checkpoint = next(one for one in of_type("checkpoint", whole) if one["t"] == t)
    resumed = another_worker().train(start(tiny, tmp_path, resumeFrom=checkpoint), LEARNING_RATES)
    at = relocated(whole).index({**checkpoint, "path": f"checkpoint-{t}.pt"})
    assert relocated(resumed)[0] == relocated(whole)[0]
    assert relocated(resumed)[1:] == relocated(whole)[at + 1 :]


def test_an_abort_leaves_a_checkpoint_from_which_the_rest_is_the_same(
    worker: WorkerProcess, whole: list[Json], tiny: Json, tmp_path: Path
) -> None:
    begun = start(tiny, tmp_path)
    worker.send(begun)
    said: list[Json] = []
    for message in worker.messages():
        said.append(message)
        if message["type"] == "ready":
            worker.send({"type": "rates", "from": 0, "learningRates": {"default": LEARNING_RATES[:6]}})
        if message == {**message, "type": "update", "t": 5}:
            worker.send({"type": "abort", "reason": "Ctrl-C"})
    checkpoint, finished = said[-2:]
    assert (checkpoint["type"], checkpoint["t"]) == ("checkpoint", 6)
    assert finished == {"type": "finished", "status": "abandoned", "t": 6}
    resumed = worker.train({**begun, "resumeFrom": checkpoint}, LEARNING_RATES)
    assert of_type("update", resumed) == of_type("update", whole)[6:]
    assert relocated(of_type("evaluation", resumed)) == relocated(of_type("evaluation", whole))[2:]


def test_a_training_that_is_finished_early_is_measured_where_it_is(
    worker: WorkerProcess, tiny: Json, tmp_path: Path
) -> None:
    worker.send(start(tiny, tmp_path))
    said: list[Json] = []
    for message in worker.messages():
        said.append(message)
        if message["type"] == "ready":
            worker.send({"type": "rates", "from": 0, "learningRates": {"default": [0.1, 0.1]}})
        if message == {**message, "type": "update", "t": 1}:
            worker.send({"type": "finish", "reason": "pruned"})
    evaluation, finished = without_usage(said)[-2:]
    assert (evaluation["type"], evaluation["t"], evaluation["split"]) == ("evaluation", 2, "validation")
    assert finished == {"type": "finished", "status": "pruned", "t": 2}


def test_the_prefix_of_a_budget_never_sees_the_test_split(worker: WorkerProcess, tiny: Json, tmp_path: Path) -> None:
    said = worker.train(start(tiny, tmp_path, evaluateAt=[0, 6]), LEARNING_RATES)
    assert {evaluation["split"] for evaluation in of_type("evaluation", said)} == {"validation"}
    assert said[-1] == {"type": "finished", "status": "completed", "t": 6}


def test_a_loss_that_is_no_number_ends_the_training_as_diverged(
    worker: WorkerProcess, tiny: Json, tmp_path: Path
) -> None:
    said = worker.train(start(tiny, tmp_path, evaluateAt=[12]), [1e38, *LEARNING_RATES[1:]])
    assert [(update["t"], update["loss"] is None) for update in of_type("update", said)] == [(0, False), (1, True)]
    assert said[-1] == {"type": "finished", "status": "diverged", "t": 2}


def test_a_held_out_loss_that_is_no_number_ends_it_too(worker: WorkerProcess, tiny: Json, tmp_path: Path) -> None:
    said = without_usage(worker.train(start(tiny, tmp_path, evaluateAt=[1, 12]), [1e38, *LEARNING_RATES[1:]]))
    assert (said[-2]["type"], said[-2]["t"], said[-2]["metrics"]["loss"]) == ("evaluation", 1, None)
    assert said[-1] == {"type": "finished", "status": "diverged", "t": 1}


def test_predictions_are_there_for_every_item_and_agree_with_the_metric(whole: list[Json]) -> None:
    measured = of_type("evaluation", whole)[-1]
    columns = json.loads(Path(measured["predictions"]).read_text(encoding="utf-8"))
    assert columns["item"] == list(range(80, 100))
    assert len(columns["predicted"]) == len(columns["logLoss"]) == 20
    assert sum(columns["logLoss"]) / 20 == pytest.approx(measured["metrics"]["loss"], abs=1e-9)
    assert [one["predictions"] for one in of_type("evaluation", whole)[:-1]] == [None, None, None]


def test_the_last_two_checkpoints_stay_and_nothing_half_written(
    worker: WorkerProcess, tiny: Json, tmp_path: Path
) -> None:
    worker.train(start(tiny, tmp_path, checkpointEvery=3), LEARNING_RATES)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "checkpoint-6.pt",
        "checkpoint-9.pt",
        "predictions.json",
    ]


def test_usage_is_said_every_hundredth_update(worker: WorkerProcess, tiny: Json, tmp_path: Path) -> None:
    begun = start(tiny, tmp_path, 210, checkpointEvery=None, evaluateAt=[210])
    usages = of_type("usage", worker.train(begun, [0.01] * 210))
    assert [usage["t"] for usage in usages] == [100, 200, 210, 210]
    seconds = [usage["deviceSeconds"] for usage in usages]
    assert seconds == sorted(seconds)
    assert all(usage["energyJoules"] is None and usage["peakMemoryBytes"] > 0 for usage in usages)


def test_an_evaluation_changes_nothing_in_the_training(
    worker: WorkerProcess, whole: list[Json], tiny: Json, tmp_path: Path
) -> None:
    often = worker.train(start(tiny, tmp_path, evaluateAt=list(range(UPDATES + 1))), LEARNING_RATES)
    assert of_type("update", often) == of_type("update", whole)


def test_other_data_than_the_task_s_are_refused(worker: WorkerProcess, tiny: Json, tmp_path: Path) -> None:
    other = {**tiny, "data": {**tiny["data"], "digest": "0" * 64}}
    (error,) = worker.train(start(other, tmp_path), LEARNING_RATES)
    assert error["code"] == "digest-mismatch"
    assert tiny["data"]["digest"] in error["message"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"seed": 5}, "digest-mismatch"),
        ({"damage": True}, "digest-mismatch"),
        ({"remove": True}, "data-missing"),
    ],
)
def test_a_checkpoint_of_another_training_or_a_damaged_one_is_refused(
    worker: WorkerProcess, tiny: Json, tmp_path: Path, change: Json, code: str
) -> None:
    begun = start(tiny, tmp_path, evaluateAt=[12])
    checkpoint = of_type("checkpoint", worker.train(begun, LEARNING_RATES))[0]
    path = Path(checkpoint["path"])
    if "damage" in change:
        path.write_bytes(path.read_bytes()[:-1])
    if "remove" in change:
        path.unlink()
    (error,) = worker.train({**begun, "resumeFrom": checkpoint, "seed": change.get("seed", begun["seed"])}, [])
    assert (error["type"], error["code"]) == ("error", code)


@pytest.mark.parametrize(
    ("rates", "code"),
    [({"default": [0.1], "no-such-group": [0.1]}, "unsupported"), ({"default": ["0.1"]}, "non-finite")],
)
def test_wrong_learning_rates_end_the_training_and_the_next_one_runs(
    worker: WorkerProcess, tiny: Json, tmp_path: Path, rates: Json, code: str
) -> None:
    worker.send(start(tiny, tmp_path, evaluateAt=[2]))
    said = []
    for message in worker.messages():
        said.append(message)
        if message["type"] == "ready":
            worker.send({"type": "rates", "from": 0, "learningRates": rates})
    assert (said[-1]["type"], said[-1]["code"]) == ("error", code)
    assert worker.train(start(tiny, tmp_path, evaluateAt=[2]), LEARNING_RATES)[-1]["status"] == "completed"


def test_a_folder_that_cannot_be_written_is_said(worker: WorkerProcess, tiny: Json, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    (error,) = worker.train(start(tiny, tmp_path / "file"), LEARNING_RATES)
    assert error["code"] == "internal"
    assert "disk" in error["hint"]


def test_the_worker_ends_with_its_input(another_worker: Callable[..., WorkerProcess]) -> None:
    assert another_worker().close() == 0


def test_a_worker_whose_runner_was_killed_trains_no_further(
    another_worker: Callable[..., WorkerProcess], tiny: Json, tmp_path: Path
) -> None:
    updates = 400_000
    orphan = another_worker()
    orphan.send(start(tiny, tmp_path, updates, checkpointEvery=None, evaluateAt=[updates]))
    for message in orphan.messages():
        if message["type"] == "ready":
            # Minutes of work, handed out ahead.
            orphan.send({"type": "rates", "from": 0, "learningRates": {"default": [0.01] * updates}})
        if message["type"] == "update":
            break
    assert orphan.vanish() == 0
