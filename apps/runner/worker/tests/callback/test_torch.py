"""The callback around optimisers of torch."""

from collections.abc import Callable
from typing import Any

import pytest

from callback.runner import Message, Runner, rates, start_message
from ratebook_callback import Ratebook, RatebookError

torch = pytest.importorskip("torch", reason="torch is not installed")

Serve = Callable[..., Runner]

RATES = [0.4, 0.3, 0.2, 0.1]
METRICS = {"accuracy": 0.5, "loss": 1.5}
FP16 = {"batch": {"size": 8, "unit": "examples"}, "precision": "fp16"}


def parameter() -> Any:
    return torch.nn.Parameter(torch.tensor([1.0, -2.0]))


def train(run: Ratebook, update: Callable[[], Any]) -> None:
    while True:
        while run.due is not None:
            run.evaluate(run.due, METRICS)
        if not run.before_update():
            break
        run.after_update(update())


def descending(weights: Any, optimizer: Any) -> Callable[[], Any]:
    def update() -> Any:
        optimizer.zero_grad()
        loss = (weights**2).sum()
        loss.backward()
        optimizer.step()
        return loss.detach()

    return update


def updates_of(messages: list[Message]) -> list[Message]:
    return [message for message in messages if message["type"] == "update"]


def test_gradient_descent_goes_by_the_learning_rates_that_it_was_given(serve: Serve) -> None:
    runner = serve(start_message(), rates(RATES))
    weights = parameter()
    train(Ratebook(optimizer := torch.optim.SGD([weights], lr=9.0)), descending(weights, optimizer))
    expected = torch.tensor([1.0, -2.0])
    losses = []
    for learning_rate in RATES:
        losses.append(float((expected**2).sum()))
        expected = expected - learning_rate * 2 * expected
    assert torch.allclose(weights, expected)
    ready, *events = runner.all_received()
    assert [one["loss"] for one in updates_of(events)] == pytest.approx(losses)
    assert (ready["parameters"], ready["device"], ready["versions"]["torch"]) == (2, "cpu", torch.__version__)


def test_a_schedule_of_the_script_does_no_harm_after_the_step_and_is_seen_before_it(serve: Serve) -> None:
    for order, reported in ((("step", "schedule"), RATES[:2]), (("schedule", "step"), [0.04, 0.03])):
        runner = serve(start_message(2, (2,)), rates(RATES))
        weights = parameter()
        optimizer = torch.optim.AdamW([weights], lr=1.0)
        # Multiplies what the optimiser holds by a tenth, wherever it is.
        scheduler = torch.optim.lr_scheduler.MultiplicativeLR(optimizer, lambda _: 0.1)

        def update(order: tuple[str, ...] = order, optimizer: Any = optimizer, scheduler: Any = scheduler) -> float:
            for what in order:
                optimizer.step() if what == "step" else scheduler.step()
            return 1.0

        train(Ratebook(optimizer), update)
        applied = [one["learningRates"]["default"] for one in updates_of(runner.all_received())]
        assert applied == pytest.approx(reported)


def test_a_learning_rate_that_is_a_tensor_is_filled_in_place(serve: Serve) -> None:
    runner = serve(start_message(1, (1,)), rates([0.1]))
    weights = parameter()
    held = torch.tensor(9.0)
    optimizer = torch.optim.SGD([weights], lr=held)
    train(Ratebook(optimizer), descending(weights, optimizer))
    assert optimizer.param_groups[0]["lr"] is held
    assert updates_of(runner.all_received())[0]["learningRates"]["default"] == pytest.approx(0.1, rel=1e-6)


def test_a_step_that_the_gradient_scaler_skips_is_said_to_be_skipped(serve: Serve) -> None:
    runner = serve(start_message(2, (2,), recipe=FP16), rates(RATES))
    weights = parameter()
    optimizer = torch.optim.SGD([weights], lr=9.0)
    scaler = torch.amp.GradScaler("cpu")
    factors = iter([float("inf"), 1.0])

    def update() -> Any:
        optimizer.zero_grad()
        loss = (weights * next(factors)).sum()
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        return loss.detach()

    train(Ratebook(optimizer), update)
    assert [one["skipped"] for one in updates_of(runner.all_received())] == [True, False]


def test_an_optimiser_that_is_not_the_one_that_steps_is_named(serve: Serve) -> None:
    runner = serve(start_message(1, (1,)), rates([0.1]))
    weights = parameter()
    attached, other = torch.optim.SGD([weights], lr=1.0), torch.optim.SGD([weights], lr=1.0)
    with pytest.raises(RatebookError, match="made 0 steps in update 0; expected 1"):
        train(Ratebook(attached), descending(weights, other))
    assert runner.types()[-1] == "error"
