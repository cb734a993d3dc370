"""The callback for the Trainer of Transformers, and for the trainers of TRL, which are Trainers too.

::

    run = Ratebook()
    args = TrainingArguments(..., seed=run.seed, data_seed=run.data_seed, max_steps=run.start.total_updates)
    trainer = Trainer(model, args, compute_metrics=..., train_dataset=..., eval_dataset=...)
    trainer.add_callback(RatebookCallback(run, trainer, test_dataset=test))
    trainer.train()
"""

from typing import Any

from transformers import Trainer, TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from ratebook_callback.run import Ratebook


class RatebookCallback(TrainerCallback):  # type: ignore[misc]
    """Sets the learning rates right before the optimiser's step, so that the Trainer's own schedule has no say.

    Evaluates with the Trainer's ``evaluate`` where the task asks for it; the Trainer's own evaluations are not
    recorded. An update is one optimiser step, however many batches are accumulated in it; its loss is what the
    Trainer minimises, unrounded, over all of them.

    Args:
        run: made before the Trainer, for its seeds.
        trainer: the Trainer that this callback is added to. Its ``compute_metrics`` gives the task's metric.
        test_dataset: what the test split is measured on, once, at the end.
    """

    def __init__(self, run: Ratebook, trainer: Trainer, test_dataset: Any) -> None:
        self._run = run
        self._trainer = trainer
        self._test_dataset = test_dataset
        self._losses: list[Any] = []
        self._keep_losses()

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        del args, control
        total = self._run.start.total_updates
        if state.max_steps < total or state.global_step > 0:
            planned = f"{state.global_step} to {state.max_steps}"
            raise self._run.failure(
                f"The Trainer plans updates {planned}; expected 0 to {total}.",
                "Give TrainingArguments max_steps=run.start.total_updates, and resume from no checkpoint.",
            )
        self._run.attach(kwargs["optimizer"])
        _silence(kwargs["lr_scheduler"], kwargs["optimizer"])
        self._evaluate_where_due()

    def on_pre_optimizer_step(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        del args, state, control, kwargs
        self._run.before_update()

    def on_optimizer_step(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        del args, state, control, kwargs
        # Of an update after the run's end, which the Trainer may still make, there is nothing to tell.
        if not self._run.is_over:
            self._run.after_update(sum(float(loss) for loss in self._losses))
        self._losses.clear()

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        del args, state, kwargs
        # An evaluation counts for the Trainer as the log and the evaluation that it has planned itself.
        planned = vars(control).copy()
        self._evaluate_where_due()
        vars(control).update(planned)
        if self._run.is_over:
            control.should_training_stop = True

    def on_train_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        del args, control, kwargs
        if not self._run.is_over:
            raise self._run.failure(
                f"The Trainer stopped after {state.global_step} of {self._run.start.total_updates} updates.",
                "Take early stopping and the like out: the task says how long a run is.",
            )

    def _evaluate_where_due(self) -> None:
        while (split := self._run.due) is not None:
            dataset = self._test_dataset if split == "test" else None
            measured = self._trainer.evaluate(dataset, metric_key_prefix=split)
            names = self._run.start.metrics
            found = {name: measured[f"{split}_{name}"] for name in names if f"{split}_{name}" in measured}
            self._run.evaluate(split, found)

    def _keep_losses(self) -> None:
        """What the Trainer logs is a mean over updates; what each batch adds to its update's loss is seen here."""
        training_step = self._trainer.training_step

        def keeping(*args: Any, **kwargs: Any) -> Any:
            loss = training_step(*args, **kwargs)
            self._losses.append(loss.detach())
            return loss

        self._trainer.training_step = keeping


def _silence(scheduler: Any, optimizer: Any) -> None:
    """Stops the Trainer's schedule, and lets its log say what the optimiser holds.

    By its class: what is set on the scheduler itself would go into the Trainer's checkpoints, and functions cannot.
    """
    kind = type(scheduler)
    silent = {
        "step": lambda *_, **__: None,
        "get_last_lr": lambda _: [group["lr"] for group in optimizer.param_groups],
    }
    scheduler.__class__ = type(kind.__name__, (kind,), silent)
