"""A training loop without any library, under `ratebook run`: softmax regression on points around three centres.

    ratebook run digits-mlp "cosine(0.5, warmup=5%)" -- python plain_loop.py

What matters are the lines with `run.`; a loop of torch has the same ones. (It measures what the task asks for, on data
that are not the task's: an example of the calls, not of a run to submit.)
"""

import math
import random
from typing import Any

from ratebook_callback import Ratebook

CENTRES = [(0.0, 1.0), (1.0, 0.0), (-1.0, -1.0)]
BATCH = 32

Example = tuple[tuple[float, float], int]
Weights = list[list[float]]


class GradientDescent:
    """All that Ratebook asks of an optimiser: `param_groups` with an `lr`, and a `step`."""

    def __init__(self, weights: Weights) -> None:
        self.param_groups: list[dict[str, Any]] = [{"params": weights, "lr": 0.0}]
        self.weights = weights

    def step(self, gradient: Weights) -> None:
        learning_rate = self.param_groups[0]["lr"]
        for row, slopes in zip(self.weights, gradient, strict=True):
            for index, slope in enumerate(slopes):
                row[index] -= learning_rate * slope


def examples(seed: int, count: int) -> list[Example]:
    chance = random.Random(seed)
    labels = [chance.randrange(len(CENTRES)) for _ in range(count)]
    return [((CENTRES[k][0] + chance.gauss(0, 0.5), CENTRES[k][1] + chance.gauss(0, 0.5)), k) for k in labels]


def probabilities(weights: Weights, point: tuple[float, float]) -> list[float]:
    scores = [row[0] * point[0] + row[1] * point[1] + row[2] for row in weights]
    powers = [math.exp(score - max(scores)) for score in scores]
    return [power / sum(powers) for power in powers]


def loss_and_gradient(weights: Weights, batch: list[Example]) -> tuple[float, Weights]:
    loss, gradient = 0.0, [[0.0] * 3 for _ in weights]
    for point, label in batch:
        shares = probabilities(weights, point)
        loss -= math.log(max(shares[label], 1e-300)) / len(batch)
        for k, share in enumerate(shares):
            error = (share - (k == label)) / len(batch)
            for index, value in enumerate((*point, 1.0)):
                gradient[k][index] += error * value
    return loss, gradient


def measure(weights: Weights, split: str) -> dict[str, float]:
    held_out = examples({"validation": 1, "test": 2}[split], 200)
    right = sum(max(range(3), key=probabilities(weights, point).__getitem__) == label for point, label in held_out)
    return {"accuracy": right / len(held_out), "loss": loss_and_gradient(weights, held_out)[0]}


def main() -> None:
    run = Ratebook()
    chance = random.Random(run.seed)
    weights = [[chance.gauss(0, 0.1) for _ in range(3)] for _ in CENTRES]
    optimizer = GradientDescent(weights)
    run.attach(optimizer)
    while True:
        while run.due is not None:
            run.evaluate(run.due, measure(weights, run.due))
        if not run.before_update():
            break
        batch = examples(hash((run.data_seed, run.updates_made)), BATCH)
        loss, gradient = loss_and_gradient(weights, batch)
        optimizer.step(gradient)
        run.after_update(loss)


if __name__ == "__main__":
    main()
