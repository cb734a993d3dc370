"""The callback in the Trainer of Lightning."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from callback.runner import Message, Runner, rates, start_message
from ratebook_callback import Ratebook, RatebookError

torch = pytest.importorskip("torch", reason="torch is not installed")
lightning = pytest.importorskip("lightning.pytorch", reason="lightning is not installed")

from ratebook_callback.lightning import RatebookCallback  # noqa: E402

Serve = Callable[..., Runner]

RATES = [0.4, 0.3, 0.2, 0.1]
METRICS = {"accuracy": 0.5, "loss": 1.5}


class Linear(lightning.LightningModule):  # type: ignore[misc, name-defined]
    """Two classes from three numbers, with a schedule of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = torch.nn.Linear(3, 2)
        self.seen: list[Any] = []

    def training_step(self, batch: Any) -> Any:
        self.seen.append(batch)
        return torch.nn.functional.cross_entropy(self.layer(batch[0]), batch[1])

    def configure_optimizers(self) -> Any:
        optimizer = torch.optim.SGD(self.parameters(), lr=7.0)
        scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "interval": "step"}}


def fit(run: Ratebook, folder: Path, module: Any, accumulation: int = 1, **changes: Any) -> None:
    points = torch.randn(64, 3, generator=torch.Generator().manual_seed(1))
    data = torch.utils.data.TensorDataset(points, (points[:, 0] > 0).long())
    asked: dict[str, Any] = {"max_steps": run.start.total_updates, **changes}
    trainer = lightning.Trainer(
        default_root_dir=folder,
        accumulate_grad_batches=accumulation,
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        callbacks=[RatebookCallback(run, lambda _: METRICS)],
        **asked,
    )
    trainer.fit(module, torch.utils.data.DataLoader(data, batch_size=8 // accumulation))


def updates_of(messages: list[Message]) -> list[Message]:
    return [message for message in messages if message["type"] == "update"]


@pytest.mark.parametrize("accumulation", [1, 4])
def test_the_updates_are_those_of_a_plain_loop_at_the_same_learning_rates(
    serve: Serve, tmp_path: Path, accumulation: int
) -> None:
    runner = serve(start_message(), rates(RATES))
    run = Ratebook()
    torch.manual_seed(0)
    module, plain = Linear(), Linear()
    plain.load_state_dict(module.state_dict())
    fit(run, tmp_path, module, accumulation)
    messages = runner.all_received()
    updates = updates_of(messages)
    assert [one["learningRates"]["default"] for one in updates] == RATES
    assert messages[-1] == {"type": "finished", "status": "completed", "t": 4}
    for t, learning_rate in enumerate(RATES):
        points, labels = zip(*module.seen[t * accumulation : (t + 1) * accumulation], strict=True)
        loss = torch.nn.functional.cross_entropy(plain.layer(torch.cat(points)), torch.cat(labels))
        assert updates[t]["loss"] == pytest.approx(loss.item(), rel=1e-6)
        plain.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in plain.parameters():
                parameter -= learning_rate * parameter.grad
    assert torch.allclose(module.layer.weight, plain.layer.weight, rtol=1e-5)


def test_the_runner_can_stop_the_trainer(serve: Serve, tmp_path: Path) -> None:
    runner = serve(start_message(), rates(RATES), {"type": "finish", "reason": "diverged"})
    run = Ratebook()
    runner.wait_until_sent()
    module = Linear()
    fit(run, tmp_path, module)
    assert runner.all_received()[-1] == {"type": "finished", "status": "pruned", "t": 0}
    assert len(module.seen) == 1


def test_another_number_of_updates_is_refused_before_anything_is_trained(serve: Serve, tmp_path: Path) -> None:
    runner = serve(start_message(), rates(RATES))
    with pytest.raises(RatebookError, match="plans updates 0 to 3; expected 0 to 4"):
        fit(Ratebook(), tmp_path, Linear(), max_steps=3)
    assert runner.types() == ["error"]


def test_a_trainer_that_stops_early_is_told(serve: Serve, tmp_path: Path) -> None:
    serve(start_message(100, (100,)), rates([0.1] * 100))
    with pytest.raises(RatebookError, match="stopped after 8 of 100 updates"):
        fit(Ratebook(), tmp_path, Linear(), max_steps=-1, max_epochs=1)
