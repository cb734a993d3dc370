import math
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from ratebook_worker.errors import WorkerError
from ratebook_worker.optimizers import CLASSES, make_optimizer, set_learning_rates
from worker.documents import recipe

NONE = {"momentum": None, "nesterov": None, "beta1": None, "beta2": None, "epsilon": None, "weightDecay": None}


def optimizer(parameter: Tensor, **settings: Any) -> torch.optim.Optimizer:
    return make_optimizer(recipe(**{**NONE, **settings}), {"default": [nn.Parameter(parameter)]})


def trajectory(learning_rates: list[float], **settings: Any) -> list[float]:
    """A single weight from 1 under the gradient 2w."""
    made = optimizer(torch.ones(1, dtype=torch.float64), **settings)
    weight = made.param_groups[0]["params"][0]
    values = []
    for learning_rate in learning_rates:
        set_learning_rates(made, {"default": learning_rate})
        weight.grad = 2 * weight.detach()
        made.step()
        values.append(float(weight.detach()))
    return values


@pytest.mark.parametrize("nesterov", [False, True])
def test_sgd_uses_momentum_nesterov_and_decay(nesterov: bool) -> None:
    rates = [0.1, 0.05, 0.2]
    weight, velocity, expected = 1.0, 0.0, []
    for t, rate in enumerate(rates):
        gradient = 2 * weight + 0.01 * weight
        velocity = gradient if t == 0 else 0.9 * velocity + gradient
        weight -= rate * (gradient + 0.9 * velocity if nesterov else velocity)
        expected.append(weight)
    got = trajectory(rates, name="sgd", momentum=0.9, nesterov=nesterov, weightDecay=0.01)
    assert got == pytest.approx(expected, rel=1e-12)


def test_adamw_uses_its_betas_epsilon_and_decoupled_decay() -> None:
    rates = [0.1, 0.05, 0.2]
    weight, first, second, expected = 1.0, 0.0, 0.0, []
    for t, rate in enumerate(rates, start=1):
        gradient = 2 * weight
        weight -= rate * 0.1 * weight
        first, second = 0.8 * first + 0.2 * gradient, 0.95 * second + 0.05 * gradient**2
        weight -= rate * (first / (1 - 0.8**t)) / (math.sqrt(second / (1 - 0.95**t)) + 1e-3)
        expected.append(weight)
    got = trajectory(rates, name="AdamW", beta1=0.8, beta2=0.95, epsilon=1e-3, weightDecay=0.1)
    assert got == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("name", CLASSES)
def test_every_optimiser_can_be_made_moves_and_decays_nothing_unasked(name: str) -> None:
    made = optimizer(torch.ones(3), name=name)
    assert [group["weight_decay"] for group in made.param_groups] == [0]
    weight = made.param_groups[0]["params"][0]
    for t in range(8):
        set_learning_rates(made, {"default": 0.01})
        weight.grad = torch.full((3,), 1.0 + t)
        made.step()
    assert bool((weight < 1).all())


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"name": "wishful"}, 'no optimiser "wishful"'),
        ({"name": "adam", "momentum": 0.9}, "no momentum (0.9)"),
        ({"name": "adam", "nesterov": True}, "no nesterov (True)"),
        ({"name": "sgd", "beta1": 0.9}, "no beta1 and beta2"),
        ({"name": "sgd", "epsilon": 1e-8}, "no epsilon"),
        ({"name": "adafactor", "epsilon": 1e-8}, "no epsilon"),
        ({"name": "sgd", "nesterov": True}, "refuses its settings"),
        ({"name": "adamw", "weightDecay": -1}, "refuses its settings"),
    ],
)
def test_a_setting_that_an_optimiser_has_not_is_refused_and_not_dropped(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(WorkerError) as caught:
        optimizer(torch.ones(1), **settings)
    assert caught.value.code == "unsupported"
    assert words in caught.value.message
