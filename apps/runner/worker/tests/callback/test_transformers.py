"""The callback in the Trainer of Transformers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from callback.runner import Message, Runner, rates, start_message
from ratebook_callback import Ratebook, RatebookError

torch = pytest.importorskip("torch", reason="torch is not installed")
transformers = pytest.importorskip("transformers", reason="transformers is not installed")
pytest.importorskip("accelerate", reason="accelerate is not installed")

from ratebook_callback.transformers import RatebookCallback  # noqa: E402

Serve = Callable[..., Runner]

RATES = [0.4, 0.3, 0.2, 0.1]


class Linear(torch.nn.Module):  # type: ignore[misc, name-defined]
    """Two classes from three numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = torch.nn.Linear(3, 2)
        self.seen: list[tuple[Any, Any]] = []
        """Batches that it was trained on."""

    def forward(self, x: Any, labels: Any) -> dict[str, Any]:
        logits = self.layer(x)
        if self.training and torch.is_grad_enabled():
            self.seen.append((x, labels))
        return {"loss": torch.nn.functional.cross_entropy(logits, labels), "logits": logits}


def data(count: int, seed: int) -> list[dict[str, Any]]:
    points = torch.randn(count, 3, generator=torch.Generator().manual_seed(seed))
    return [{"x": point, "labels": int(point[0] > 0)} for point in points]


def accuracy(prediction: Any) -> dict[str, float]:
    return {"accuracy": float((prediction.predictions.argmax(-1) == prediction.label_ids).mean())}


def trainer_of(run: Ratebook, folder: Path, **changes: Any) -> Any:
    torch.manual_seed(run.seed)
    arguments: dict[str, Any] = {
        "output_dir": str(folder),
        "max_steps": run.start.total_updates,
        "per_device_train_batch_size": 8,
        "learning_rate": 7.0,
        "lr_scheduler_type": "cosine",
        "warmup_steps": 1,
        "optim": "sgd",
        "max_grad_norm": 0.0,
        "seed": run.seed % 2**31,
        "report_to": "none",
        "save_strategy": "no",
        "logging_steps": 1,
        "use_cpu": True,
        "disable_tqdm": True,
        **changes,
    }
    trainer = transformers.Trainer(
        Linear(),
        transformers.TrainingArguments(**arguments),
        train_dataset=data(64, 1),
        eval_dataset=data(16, 2),
        compute_metrics=accuracy,
    )
    trainer.add_callback(RatebookCallback(run, trainer, test_dataset=data(16, 3)))
    return trainer


def trained(serve: Serve, folder: Path, **changes: Any) -> tuple[list[Message], Any]:
    runner = serve(start_message(), rates(RATES))
    trainer = trainer_of(Ratebook(), folder, **changes)
    trainer.train()
    return runner.all_received(), trainer


def updates_of(messages: list[Message]) -> list[Message]:
    return [message for message in messages if message["type"] == "update"]


def test_the_trainers_own_schedule_has_no_say(serve: Serve, tmp_path: Path) -> None:
    messages, trainer = trained(serve, tmp_path)
    updates = updates_of(messages)
    assert [one["learningRates"]["default"] for one in updates] == RATES
    assert messages[0]["versions"]["transformers"] == transformers.__version__
    assert messages[0]["parameters"] == 8
    assert [(one["t"], one["split"]) for one in messages if one["type"] == "evaluation"] == [
        (0, "validation"),
        (2, "validation"),
        (4, "validation"),
        (4, "test"),
    ]
    assert messages[-1] == {"type": "finished", "status": "completed", "t": 4}
    assert [entry["learning_rate"] for entry in trainer.state.log_history if "learning_rate" in entry] == RATES


@pytest.mark.parametrize("accumulation", [1, 4])
def test_the_updates_are_those_of_a_plain_loop_at_the_same_learning_rates(
    serve: Serve, tmp_path: Path, accumulation: int
) -> None:
    messages, trainer = trained(
        serve, tmp_path, gradient_accumulation_steps=accumulation, per_device_train_batch_size=8 // accumulation
    )
    losses = [one["loss"] for one in updates_of(messages)]
    torch.manual_seed(3_000_000_001)
    model = Linear()
    for t, learning_rate in enumerate(RATES):
        points, labels = zip(*trainer.model.seen[t * accumulation : (t + 1) * accumulation], strict=True)
        loss = model(torch.cat(points), torch.cat(labels))["loss"]
        assert losses[t] == pytest.approx(loss.item(), rel=1e-6)
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= learning_rate * parameter.grad
    held = trainer.model.layer.weight
    assert torch.allclose(held, model.layer.weight, rtol=1e-5)


def test_the_trainer_can_save_its_checkpoints(serve: Serve, tmp_path: Path) -> None:
    messages, _ = trained(serve, tmp_path, save_strategy="steps", save_steps=2)
    assert messages[-1]["status"] == "completed"
    assert [(tmp_path / f"checkpoint-{t}" / "scheduler.pt").exists() for t in (2, 4)] == [True, True]


def test_the_runner_can_stop_the_trainer(serve: Serve, tmp_path: Path) -> None:
    runner = serve(start_message(), rates(RATES[:2]))
    run = Ratebook()
    trainer = trainer_of(run, tmp_path)
    evaluate = run.evaluate

    def evaluating(split: str, metrics: Any) -> None:
        evaluate(split, metrics)
        if run.updates_made == 2:
            runner.send({"type": "finish", "reason": "diverged"})

    run.evaluate = evaluating  # type: ignore[method-assign]
    trainer.train()
    assert runner.all_received()[-1] == {"type": "finished", "status": "pruned", "t": 2}
    assert trainer.state.global_step == 3


def test_another_number_of_updates_is_refused_before_anything_is_trained(serve: Serve, tmp_path: Path) -> None:
    runner = serve(start_message(), rates(RATES))
    trainer = trainer_of(Ratebook(), tmp_path, max_steps=3)
    with pytest.raises(RatebookError, match="plans updates 0 to 3; expected 0 to 4"):
        trainer.train()
    assert runner.types() == ["error"]


def test_a_trainer_that_does_not_measure_the_tasks_metric_is_told(serve: Serve, tmp_path: Path) -> None:
    serve(start_message(), rates(RATES))
    trainer = trainer_of(Ratebook(), tmp_path)
    trainer.compute_metrics = None
    with pytest.raises(RatebookError, match="metrics are loss; expected accuracy and loss"):
        trainer.train()
