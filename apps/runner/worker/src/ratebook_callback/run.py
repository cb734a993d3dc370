"""One training of a script, as the runner's monitor sees it."""

import platform
import sys
from collections.abc import Mapping
from typing import Any

from ratebook_callback.channel import Channel, Message, finite_or_none
from ratebook_callback.errors import RatebookError
from ratebook_callback.learning_rates import LearningRateQueue, Rates
from ratebook_callback.optimizer import HasParamGroups, WatchedOptimizer
from ratebook_callback.start import PROTOCOL, Start, parse_start

_LIBRARIES = ("torch", "transformers", "trl", "lightning", "peft", "accelerate", "numpy")


class Ratebook:
    """Asks ``ratebook run`` for the learning rate of every update, and tells it what came of each.

    The order of calls: evaluate while something is ``due``; ``before_update``; the script's own forward, backward
    and optimiser step; ``after_update``; and again, until ``before_update`` answers False. Whatever does not keep to
    it is told to the runner too, so that the person reads the reason there.

    Args:
        optimizer: an object with torch's ``param_groups``. Where it is made only later, ``attach`` it then: the
            seeds are there before it.
        weights_digest: SHA-256 of the initial weights in hex, where the script knows it.
        data_digest: SHA-256 of the data in hex, where the script knows it. Both are recorded as the script says
            them; what is not said is recorded as not known.

    Raises:
        RatebookError: where the script was not started by ``ratebook run``.
    """

    def __init__(
        self,
        optimizer: HasParamGroups | None = None,
        *,
        weights_digest: str | None = None,
        data_digest: str | None = None,
    ) -> None:
        self._channel = Channel.connect()
        self.start: Start = parse_start(self._channel.receive())
        self._digests = {"dataDigest": data_digest, "weightsDigest": weights_digest}
        self._queue = LearningRateQueue(self._channel)
        self._optimizer: WatchedOptimizer | None = None
        self.updates_made = 0
        self.is_over = False
        """Whether the run has ended: nothing more is recorded."""
        self._is_updating = False
        self._evaluated: set[tuple[int, str]] = set()
        if optimizer is not None:
            self.attach(optimizer)

    @property
    def seed(self) -> int:
        """Seed of the initial weights, 0 to 2³²-1: the script sets it, so that runs can be compared in pairs."""
        return self.start.seed

    @property
    def data_seed(self) -> int:
        """Seed of the order of the data, 0 to 2³²-1."""
        return self.start.data_seed

    @property
    def due(self) -> str | None:
        """The split that has to be evaluated now, ``validation`` or ``test``; None where none has."""
        t = self.updates_made
        if self.is_over or self._is_updating:
            return None
        if t in self.start.evaluate_at and (t, "validation") not in self._evaluated:
            return "validation"
        at_end = t == self.start.total_updates and self.start.has_test
        return "test" if at_end and (t, "test") not in self._evaluated else None

    def attach(self, optimizer: HasParamGroups) -> None:
        """Takes the optimiser whose learning rates the runner decides, and tells the runner that training can begin."""
        if self._optimizer is not None:
            raise self.failure(
                "An optimiser is attached already.", "One run has one optimiser: give its parameters groups instead."
            )
        try:
            self._optimizer = WatchedOptimizer(optimizer)
        except RatebookError as error:
            raise self.failure(error.message, error.hint, error.code) from error
        trainer = self.start.task["trainer"]
        parameters = self._optimizer.parameters
        self._channel.send(
            {
                "type": "ready",
                "protocol": PROTOCOL,
                "trainer": "script",
                "versions": _versions(),
                "updatesPerEpoch": trainer["updatesPerEpoch"],
                "tokensPerUpdate": trainer["tokensPerUpdate"],
                "parameters": parameters,
                "trainableParameters": parameters,
                "groups": self._optimizer.groups,
                **self._digests,
                "device": self._optimizer.device,
            }
        )

    def before_update(self) -> bool:
        """Sets the learning rate of every parameter group for the next update; waits until the runner has said it.

        Returns:
            False where there is no next update: all are made, or the runner has stopped the run.

        Raises:
            RatebookError: where an evaluation is due first, or the update before was not reported.
        """
        if self.is_over:
            return False
        optimizer = self._watched()
        if self._is_updating:
            raise self.failure(
                f"before_update() was called again within update {self.updates_made}.",
                "Call after_update(loss) once after each optimiser step.",
            )
        if self.due is not None:
            raise self.failure(
                f"The {self.due} split is due after {self.updates_made} updates and was not evaluated.",
                f'Call evaluate("{self.due}", metrics) first: a loop `while run.due is not None` never misses one.',
            )
        asked = self._queue.next(self.updates_made)
        if isinstance(asked, str):
            self._finish("pruned" if asked == "finish" else "abandoned")
            return False
        optimizer.set(asked)
        self._is_updating = True
        return True

    def after_update(self, loss: Any, *, examples: int | None = None, tokens: int | None = None) -> None:
        """Reports the update that was just made.

        Args:
            loss: the batch's mean training loss before the update: a number, or a tensor of one. Where it is not
                finite the run ends as diverged.
            examples: examples of the batch; the recipe's batch size unless given.
            tokens: tokens of the batch; what the task says unless given.

        Raises:
            RatebookError: where no update is under way, the optimiser made no step in it, or more than one.
        """
        optimizer = self._watched()
        if not self._is_updating:
            raise self.failure(
                f"after_update() was called without before_update(), after {self.updates_made} updates.",
                "Call before_update() before each optimiser step, and stop where it answers False.",
            )
        value = finite_or_none(self._number("loss", loss))
        is_skipped = self._is_skipped(optimizer)
        applied = optimizer.applied()
        self._check_applied(applied)
        default_examples, default_tokens = self.start.counts
        self._channel.send(
            {
                "type": "update",
                "t": self.updates_made,
                "learningRates": applied,
                "loss": value,
                "skipped": is_skipped,
                "examples": default_examples if examples is None else examples,
                "tokens": default_tokens if tokens is None else tokens,
            }
        )
        self.updates_made += 1
        self._is_updating = False
        if value is None and not is_skipped:
            self._finish("diverged")

    def evaluate(self, split: str, metrics: Mapping[str, Any]) -> None:
        """Reports a held-out evaluation, where the task asks for one.

        Args:
            split: ``validation`` or ``test``, as ``due`` says.
            metrics: the task's metric and ``loss``, each a number; others are refused, as the registry would.

        Raises:
            RatebookError: where no evaluation of this split is due, or a metric is missing or unknown.
        """
        if split != self.due:
            points = ", ".join(map(str, self.start.evaluate_at))
            raise self.failure(
                f'evaluate("{split}") came after {self.updates_made} updates, where '
                f"{'no evaluation' if self.due is None else self.due} is due.",
                f"The task evaluates validation after updates {points}, test once at the end: ask run.due.",
            )
        expected = self.start.metrics
        if set(metrics) != set(expected):
            raise self.failure(
                f"metrics are {', '.join(metrics) or 'none'}; expected {' and '.join(expected)}.",
                "They are what the task measures: give each of them by its name.",
            )
        values = {name: finite_or_none(self._number(name, value)) for name, value in metrics.items()}
        self._send_evaluation(split, values)
        if split == "validation" and values["loss"] is None:
            self._finish("diverged")
        elif self.updates_made == self.start.total_updates and self.due is None:
            self._finish("completed")

    def _send_evaluation(self, split: str, metrics: Message) -> None:
        t = self.updates_made
        self._evaluated.add((t, split))
        self._channel.send({"type": "evaluation", "t": t, "split": split, "metrics": metrics, "predictions": None})

    def _finish(self, status: str) -> None:
        self._channel.send({"type": "finished", "status": status, "t": self.updates_made})
        self._channel.close()
        self.is_over = True

    def _is_skipped(self, optimizer: WatchedOptimizer) -> bool:
        """Whether loss scaling skipped the optimiser's step."""
        if not optimizer.counts_steps or optimizer.steps == 1:
            return False
        if optimizer.steps == 0 and self.start.has_loss_scaling:
            return True
        raise self.failure(
            f"The optimiser made {optimizer.steps} steps in update {self.updates_made}; expected 1.",
            "Call before_update() and after_update() once around each optimiser step, "
            "and attach the optimiser that really steps.",
        )

    def _check_applied(self, applied: Rates) -> None:
        """Whether it is what was asked is for the runner to judge; here only that the wire can carry it."""
        for group, learning_rate in applied.items():
            if finite_or_none(learning_rate) is None or learning_rate < 0:
                raise self.failure(
                    f'The learning rate of group "{group}" was {learning_rate} in update {self.updates_made}; '
                    "expected a number from 0 on.",
                    "Something in the script changes it between before_update() and the optimiser's step.",
                    "non-finite",
                )

    def _number(self, name: str, value: Any) -> float:
        try:
            return float(value)
        except (TypeError, ValueError) as error:
            raise self.failure(f"{name} is {value!r}; expected a number.", "") from error

    def _watched(self) -> WatchedOptimizer:
        if self._optimizer is None:
            raise self.failure("No optimiser is attached.", "Give it to Ratebook(optimizer), or call attach.")
        return self._optimizer

    def failure(self, message: str, hint: str, code: str = "internal") -> RatebookError:
        """An error of the script, told to the runner before it is raised."""
        if not self.is_over:
            self.is_over = True
            self._channel.send({"type": "error", "code": code, "message": message, "hint": hint})
            self._channel.close()
        return RatebookError(message, hint, code)


def _versions() -> dict[str, str]:
    """Versions of Python and of those libraries that the script has imported."""
    loaded = {name: getattr(sys.modules.get(name), "__version__", None) for name in _LIBRARIES}
    found = {name: str(version) for name, version in loaded.items() if version is not None}
    return {"trainer": "script", "python": platform.python_version(), **found}
