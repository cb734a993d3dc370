"""The callback for the Trainer of Lightning.

::

    run = Ratebook()
    seed_everything(run.seed)
    callback = RatebookCallback(run, measure)  # measure("validation") -> {"accuracy": …, "loss": …}
    Trainer(max_steps=run.start.total_updates, callbacks=[callback]).fit(module, loader)
"""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from lightning.pytorch import Callback, LightningModule, Trainer

from ratebook_callback.run import Ratebook


class RatebookCallback(Callback):  # type: ignore[misc]
    """Sets the learning rates before the first batch of each update; the module's own schedulers have no say.

    Needs automatic optimisation with one optimiser. An update is one optimiser step, however many batches are
    accumulated in it; its loss is what is minimised, over all of them.

    Args:
        run: made before the module, for its seeds.
        measure: gives the task's metric and ``loss`` of a split, ``validation`` or ``test``. It is called with the
            module in evaluation mode and without gradients, wherever the task asks for it.
    """

    def __init__(self, run: Ratebook, measure: Callable[[str], Mapping[str, Any]]) -> None:
        self._run = run
        self._measure = measure
        self._losses: list[Any] = []
        self._is_updating = False

    def on_train_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        total = self._run.start.total_updates
        if trainer.global_step > 0 or 0 <= trainer.max_steps < total:
            raise self._run.failure(
                f"The Trainer plans updates {trainer.global_step} to {trainer.max_steps}; expected 0 to {total}.",
                "Give it max_steps=run.start.total_updates, and resume from no checkpoint.",
            )
        if len(trainer.optimizers) != 1 or not pl_module.automatic_optimization:
            raise self._run.failure(
                f"The module has {len(trainer.optimizers)} optimisers, or steps them itself; expected one that "
                "Lightning steps.",
                "In a loop of your own, call before_update() and after_update() around the step.",
                "unsupported",
            )
        self._run.attach(trainer.optimizers[0])
        self._evaluate_where_due(pl_module)

    def on_train_batch_start(self, trainer: Trainer, pl_module: LightningModule, batch: Any, batch_idx: int) -> None:
        del pl_module, batch, batch_idx
        # Lightning runs the batch inside the optimiser's step: only here is it early enough.
        if not self._is_updating:
            self._is_updating = self._run.before_update()
        # Of the batch that Lightning still trains on then, nothing is told.
        if not self._is_updating:
            trainer.should_stop = True

    def on_train_batch_end(
        self, trainer: Trainer, pl_module: LightningModule, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        del batch, batch_idx
        if not self._is_updating:
            return
        self._losses.append(outputs["loss"] if isinstance(outputs, Mapping) else outputs)
        if trainer.global_step == self._run.updates_made:
            return
        self._is_updating = False
        self._run.after_update(sum(float(loss) for loss in self._losses))
        self._losses.clear()
        self._evaluate_where_due(pl_module)
        if self._run.is_over:
            trainer.should_stop = True

    def on_train_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        del pl_module
        if not self._run.is_over:
            raise self._run.failure(
                f"The Trainer stopped after {trainer.global_step} of {self._run.start.total_updates} updates.",
                "Take early stopping and the like out: the task says how long a run is.",
            )

    def _evaluate_where_due(self, module: LightningModule) -> None:
        while (split := self._run.due) is not None:
            was_training = module.training
            module.eval()
            with torch.no_grad():
                metrics = self._measure(split)
            module.train(was_training)
            self._run.evaluate(split, metrics)
