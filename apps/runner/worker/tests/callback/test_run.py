"""The callback in a loop of one's own: no torch is needed, any object with param_groups will do."""

from collections.abc import Callable
from typing import Any

import pytest

from callback.runner import Message, Runner, rates, start_message
from ratebook_callback import Ratebook, RatebookError

Serve = Callable[..., Runner]

RATES = [0.4, 0.3, 0.2, 0.1]
METRICS = {"accuracy": 0.5, "loss": 1.5}


class Optimizer:
    """As small as an optimiser can be."""

    def __init__(self, *names: str | None) -> None:
        self.param_groups: list[dict[str, Any]] = [
            {"params": [0.0, 0.0], "lr": 9.0, **({} if name is None else {"name": name})} for name in names or (None,)
        ]
        self.used: list[list[float]] = []

    def step(self) -> None:
        self.used.append([group["lr"] for group in self.param_groups])


def train(run: Ratebook, optimizer: Optimizer, losses: list[float] | None = None) -> None:
    """The ten lines of the documentation."""
    remaining = iter(losses or [2.0, 1.5, 1.25, 1.125])
    while True:
        while run.due is not None:
            run.evaluate(run.due, METRICS)
        if not run.before_update():
            break
        optimizer.step()
        run.after_update(next(remaining))


def updates_of(messages: list[Message]) -> list[Message]:
    return [message for message in messages if message["type"] == "update"]


def test_a_whole_run_sets_every_learning_rate_and_reports_everything(serve: Serve) -> None:
    runner = serve(start_message(), rates(RATES[:3]), rates(RATES[3:], 3))
    optimizer = Optimizer()
    run = Ratebook(optimizer)
    assert (run.seed, run.data_seed, run.start.total_updates) == (3_000_000_001, 7, 4)
    train(run, optimizer)
    assert [used[0] for used in optimizer.used] == RATES
    ready, *events = runner.all_received()
    assert ready["trainer"] == ready["versions"]["trainer"] == "script"
    assert (ready["groups"], ready["parameters"], ready["dataDigest"]) == (["default"], 2, None)
    assert [(one["t"], one["learningRates"]["default"], one["loss"]) for one in updates_of(events)] == [
        (0, 0.4, 2.0),
        (1, 0.3, 1.5),
        (2, 0.2, 1.25),
        (3, 0.1, 1.125),
    ]
    assert [(one["t"], one["split"]) for one in events if one["type"] == "evaluation"] == [
        (0, "validation"),
        (2, "validation"),
        (4, "validation"),
        (4, "test"),
    ]
    assert events[-1] == {"type": "finished", "status": "completed", "t": 4}
    assert {(one["examples"], one["tokens"], one["skipped"]) for one in updates_of(events)} == {(8, None, False)}
    assert not run.before_update()


def test_a_prefix_never_asks_for_the_test_split(serve: Serve) -> None:
    runner = serve(start_message(evaluate_at=(0, 2)), rates(RATES))
    optimizer = Optimizer()
    train(Ratebook(optimizer), optimizer)
    assert [one["split"] for one in runner.all_received() if one["type"] == "evaluation"] == ["validation"] * 2


def test_named_groups_get_their_own_learning_rates(serve: Serve) -> None:
    runner = serve(start_message(1, (1,)), rates([0.1], groups={"lora-b": [1.6]}))
    optimizer = Optimizer(None, "lora-b", None)
    train(Ratebook(optimizer), optimizer)
    assert optimizer.used == [[0.1, 1.6, 0.1]]
    ready, update, *_ = runner.all_received()
    assert ready["groups"] == ["default", "lora-b"]
    assert update["learningRates"] == {"default": 0.1, "lora-b": 1.6}


@pytest.mark.parametrize("group", [0, 1])
def test_a_learning_rate_that_the_script_changes_before_its_step_is_reported_as_it_was(
    serve: Serve, group: int
) -> None:
    runner = serve(start_message(1, (1,)), rates([0.1]))
    optimizer = Optimizer(None, None)
    run = Ratebook(optimizer)
    assert run.before_update()
    optimizer.param_groups[group]["lr"] = 0.05
    optimizer.step()
    run.after_update(1.0)
    run.evaluate("validation", METRICS)
    run.evaluate("test", METRICS)
    assert updates_of(runner.all_received())[0]["learningRates"] == {"default": 0.05}


def test_a_scheduler_that_steps_after_the_optimiser_does_no_harm(serve: Serve) -> None:
    runner = serve(start_message(1, (1,)), rates([0.1]))
    optimizer = Optimizer()
    run = Ratebook(optimizer)
    assert run.before_update()
    optimizer.step()
    optimizer.param_groups[0]["lr"] = 0.0
    run.after_update(1.0)
    train(run, optimizer)
    assert updates_of(runner.all_received())[0]["learningRates"] == {"default": 0.1}


def test_an_optimiser_without_a_step_method_is_read_when_the_update_is_reported(serve: Serve) -> None:
    class Bare:
        param_groups: list[dict[str, Any]] = [{"lr": 1.0}]  # noqa: RUF012

    runner = serve(start_message(1, (1,)), rates([0.1]))
    run = Ratebook(Bare())
    assert run.before_update()
    run.after_update(1.0)
    run.evaluate("validation", METRICS)
    run.evaluate("test", METRICS)
    assert updates_of(runner.all_received())[0]["learningRates"] == {"default": 0.1}


@pytest.mark.parametrize("loss", [float("nan"), float("inf"), "nan"])
def test_a_loss_that_is_not_finite_ends_the_run_as_diverged(serve: Serve, loss: Any) -> None:
    runner = serve(start_message(), rates(RATES))
    optimizer = Optimizer()
    train(Ratebook(optimizer), optimizer, [2.0, loss])
    events = runner.all_received()
    assert events[-2]["loss"] is None
    assert events[-1] == {"type": "finished", "status": "diverged", "t": 2}


def test_a_held_out_loss_that_is_not_finite_ends_the_run_as_diverged(serve: Serve) -> None:
    runner = serve(start_message(), rates(RATES))
    run = Ratebook(Optimizer())
    run.evaluate("validation", {"accuracy": 0.1, "loss": float("nan")})
    assert runner.all_received()[-2:] == [
        {"type": "evaluation", "t": 0, "split": "validation", "metrics": {"accuracy": 0.1, "loss": None}}
        | {"predictions": None},
        {"type": "finished", "status": "diverged", "t": 0},
    ]
    assert run.due is None
    assert not run.before_update()


def test_a_step_that_loss_scaling_skipped_is_said_to_be_skipped(serve: Serve) -> None:
    recipe = {"batch": {"size": 8, "unit": "examples"}, "precision": "fp16"}
    runner = serve(start_message(2, (2,), recipe=recipe), rates(RATES))
    optimizer = Optimizer()
    run = Ratebook(optimizer)
    assert run.before_update()
    optimizer.param_groups[0]["lr"] = 0.0
    run.after_update(float("inf"))
    train(run, optimizer)
    first, second = updates_of(runner.all_received())
    assert (first["skipped"], first["loss"], first["learningRates"]["default"]) == (True, None, 0.4)
    assert (second["t"], second["skipped"]) == (1, False)


def test_the_runner_can_stop_a_run_and_overtakes_learning_rates_that_wait(serve: Serve) -> None:
    runner = serve(start_message(), rates(RATES), {"type": "finish", "reason": "diverged"})
    run = Ratebook(Optimizer())
    run.evaluate("validation", METRICS)
    runner.wait_until_sent()
    assert not run.before_update()
    assert runner.all_received()[-1] == {"type": "finished", "status": "pruned", "t": 0}


def test_a_closed_loop_hands_over_one_learning_rate_at_a_time(serve: Serve) -> None:
    runner = serve(start_message(2, (2,)), rates(RATES[:1]))
    optimizer = Optimizer()
    run = Ratebook(optimizer)
    assert run.before_update()
    optimizer.step()
    run.after_update(1.0)
    runner.send(rates(RATES[1:2], 1))
    assert run.before_update()
    assert optimizer.param_groups[0]["lr"] == 0.3


def started(serve: Serve, **changes: Any) -> tuple[Ratebook, Optimizer, Runner]:
    runner = serve(start_message(2, (0, 2), **changes), rates(RATES))
    optimizer = Optimizer()
    return Ratebook(optimizer), optimizer, runner


def step_twice(run: Ratebook, optimizer: Optimizer) -> None:
    run.evaluate("validation", METRICS)
    run.before_update()
    optimizer.step()
    optimizer.step()
    run.after_update(1.0)


def never_step(run: Ratebook, _: Optimizer) -> None:
    run.evaluate("validation", METRICS)
    run.before_update()
    run.after_update(1.0)


def begin_twice(run: Ratebook, _: Optimizer) -> None:
    run.evaluate("validation", METRICS)
    run.before_update()
    run.before_update()


def lose_the_learning_rate(run: Ratebook, optimizer: Optimizer) -> None:
    run.evaluate("validation", METRICS)
    run.before_update()
    optimizer.param_groups[0]["lr"] = float("nan")
    optimizer.step()
    run.after_update(1.0)


@pytest.mark.parametrize(
    ("misuse", "said"),
    [
        (lambda run, _: run.before_update(), "The validation split is due after 0 updates"),
        (lambda run, _: run.after_update(1.0), "without before_update(), after 0 updates"),
        (
            lambda run, _: run.evaluate("test", METRICS),
            'evaluate("test") came after 0 updates, where validation is due',
        ),
        (lambda run, _: run.evaluate("validation", {"loss": 1}), "metrics are loss; expected accuracy and loss"),
        (lambda run, _: run.evaluate("validation", {**METRICS, "f1": 1}), "expected accuracy and loss"),
        (lambda run, _: run.evaluate("validation", {**METRICS, "loss": None}), "loss is None; expected a number"),
        (lambda run, _: run.attach(Optimizer()), "attached already"),
        (step_twice, "made 2 steps in update 0; expected 1"),
        (never_step, "made 0 steps in update 0; expected 1"),
        (begin_twice, "called again within update 0"),
        (lose_the_learning_rate, 'The learning rate of group "default" was nan in update 0'),
    ],
)
def test_misuse_is_named_to_the_script_and_to_the_runner(
    serve: Serve, misuse: Callable[[Ratebook, Optimizer], None], said: str
) -> None:
    run, optimizer, runner = started(serve)
    with pytest.raises(RatebookError) as raised:
        misuse(run, optimizer)
    assert said in str(raised.value)
    told = runner.all_received()[-1]
    assert told["type"] == "error"
    assert said in told["message"]
    assert not run.before_update()


def test_what_is_no_optimiser_is_refused(serve: Serve) -> None:
    runner = serve(start_message())
    with pytest.raises(RatebookError, match="A list has no param_groups"):
        Ratebook([])  # type: ignore[arg-type]
    assert runner.all_received()[-1]["code"] == "unsupported"


def test_a_script_without_a_runner_is_told_how_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RATEBOOK_SOCKET", raising=False)
    with pytest.raises(RatebookError, match=r"ratebook run TASK POLICY -- python train\.py"):
        Ratebook(Optimizer())


def test_several_processes_are_refused(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(start_message())
    monkeypatch.setenv("WORLD_SIZE", "4")
    with pytest.raises(RatebookError, match="WORLD_SIZE is 4; expected 1"):
        Ratebook(Optimizer())


def test_a_runner_that_ends_stops_the_script(serve: Serve) -> None:
    runner = serve(start_message(2, (2,)))
    run = Ratebook(Optimizer())
    runner.hang_up()
    with pytest.raises(RatebookError, match="The runner has ended"):
        run.before_update()
