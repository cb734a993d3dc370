"""Trains one run: asks the inbox for learning rates, makes updates, says what happened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import torch

from ratebook_worker.checkpoint import remove_old_checkpoints, restore_checkpoint, write_checkpoint
from ratebook_worker.determinism import library_versions
from ratebook_worker.digests import weights_digest
from ratebook_worker.errors import WorkerError
from ratebook_worker.generators import undisturbed_generators
from ratebook_worker.inbox import Inbox
from ratebook_worker.options import Options
from ratebook_worker.parameter_count import parameter_count
from ratebook_worker.prepare import prepare
from ratebook_worker.protocol import PROTOCOL, Start, Writer, finite_or_none
from ratebook_worker.update import Updated, Updater
from ratebook_worker.usage import UsageMeter, energy_counter
from ratebook_worker.whole_file import write_whole
from ratebook_worker.workload import Split, Workload

KEPT_CHECKPOINTS = 2
"""The newest, and the one before it in case the newest was not yet noted by the runner."""

USAGE_EVERY = 100

MOST_SKIPPED = 50
"""Updates in a row that scaled gradients may overflow before that is a divergence and not a search for the scale."""


def train(start: Start, options: Options, inbox: Inbox, writer: Writer) -> None:
    """Says `ready`, then everything up to `finished`. Raises a WorkerError where the training cannot begin or go on."""
    Path(start.directory).mkdir(parents=True, exist_ok=True)
    prepared = prepare(start, options)
    workload, updater = prepared.workload, prepared.updater
    _assert_data_digest(start, workload)
    groups = workload.parameter_groups()
    initial_digest = weights_digest(workload.model)
    first = 0
    if start.resume_from is not None:
        restore_checkpoint(start, start.resume_from, updater.trainable, updater.device)
        first = start.resume_from.t
    inbox.expect(first, frozenset(groups))
    writer.send(
        "ready",
        protocol=PROTOCOL,
        trainer="torch",
        versions={**library_versions(), **workload.versions},
        updatesPerEpoch=workload.updates_per_epoch,
        tokensPerUpdate=workload.tokens_per_update,
        parameters=parameter_count(workload.model.parameters()),
        trainableParameters=parameter_count(parameter for group in groups.values() for parameter in group),
        groups=list(groups),
        dataDigest=workload.data_digest,
        weightsDigest=initial_digest,
        device=prepared.device_name,
    )
    _Course(start, workload, updater, inbox, writer).run(first)


def _assert_data_digest(start: Start, workload: Workload) -> None:
    wanted = start.task["data"]["digest"]
    if workload.data_digest != wanted:
        raise WorkerError(
            "digest-mismatch",
            f"The data of {start.task['slug']} have the digest {workload.data_digest}; the task says {wanted}.",
            "The data set, its revision or the library that reads it is another one than the task was opened with.",
        )


class _Course:
    """The loop. At a count of updates where several things are due they come in this order: evaluation, checkpoint; so
    a run that resumes from a checkpoint repeats nothing that was said before it and misses nothing."""

    def __init__(self, start: Start, workload: Workload, updater: Updater, inbox: Inbox, writer: Writer) -> None:
        self._start = start
        self._workload = workload
        self._updater = updater
        self._inbox = inbox
        self._writer = writer
        self._meter = UsageMeter(updater.device, energy_counter(updater.device))
        self._checkpointed = -1

    def run(self, first: int) -> None:
        t, skipped_in_row = first, 0
        if t == 0 and 0 in self._start.evaluate_at:
            self._evaluate(0, "validation")
        while t < self._start.last_update:
            instruction = self._inbox.next_instruction()
            if instruction == "abort":
                # Where the training stopped is kept, so that it can go on there.
                self._checkpoint(t, is_due=0 < t != self._checkpointed and self._start.checkpoint_every is not None)
                self._finish("abandoned", t)
                return
            if instruction == "finish":
                if t not in self._start.evaluate_at:
                    self._evaluate(t, "validation")
                self._finish("pruned", t)
                return
            assert isinstance(instruction, Mapping)
            updated = self._updater.make(t, instruction)
            self._say_update(t, updated)
            t += 1
            skipped_in_row = skipped_in_row + 1 if updated.skipped else 0
            # Also where the update was skipped: a smaller scale of the gradients mends no loss.
            if finite_or_none(updated.loss) is None or skipped_in_row == MOST_SKIPPED:
                self._finish("diverged", t)
                return
            if t in self._start.evaluate_at and self._evaluate(t, "validation") is None:
                self._finish("diverged", t)
                return
            if t % USAGE_EVERY == 0 and t not in self._start.evaluate_at:
                self._say_usage(t)
            every = self._start.checkpoint_every
            self._checkpoint(t, is_due=every is not None and t % every == 0 and t < self._start.last_update)
        if self._start.last_update == self._start.budget_updates:
            self._evaluate(t, "test")
        self._finish("completed", t)

    def _say_update(self, t: int, updated: Updated) -> None:
        size = self._workload.size(t)
        self._writer.send(
            "update",
            t=t,
            learningRates=updated.learning_rates,
            loss=finite_or_none(updated.loss),
            skipped=updated.skipped,
            examples=size.examples,
            tokens=size.tokens,
        )

    def _evaluate(self, t: int, split: Split) -> float | None:
        """Measures a split and says it; gives its loss, None where that is no finite number."""
        model = self._workload.model
        device = self._updater.device
        with undisturbed_generators(device), torch.no_grad(), self._updater.autocast():
            model.eval()
            result = self._workload.evaluate(split)
            model.train()
        metrics = {name: finite_or_none(value) for name, value in result.metrics.items()}
        path = None
        if split == "test" and result.predictions is not None:
            path = Path(self._start.directory) / "predictions.json"
            columns = {
                "item": list(result.predictions.item),
                "predicted": list(result.predictions.predicted),
                "logLoss": [finite_or_none(value) for value in result.predictions.log_loss],
            }
            text = json.dumps(columns, allow_nan=False)
            write_whole(path, lambda file: file.write(text.encode()))
        self._writer.send(
            "evaluation", t=t, split=split, metrics=metrics, predictions=None if path is None else str(path)
        )
        self._say_usage(t)
        return metrics["loss"]

    def _say_usage(self, t: int) -> None:
        usage = self._meter.read()
        self._writer.send(
            "usage",
            t=t,
            deviceSeconds=usage.device_seconds,
            energyJoules=usage.energy_joules,
            peakMemoryBytes=usage.peak_memory_bytes,
        )

    def _checkpoint(self, t: int, *, is_due: bool) -> None:
        if not is_due:
            return
        checkpoint = write_checkpoint(self._start, t, self._updater.trainable, self._updater.device)
        self._writer.send("checkpoint", t=checkpoint.t, path=checkpoint.path, sha256=checkpoint.sha256)
        self._checkpointed = t
        remove_old_checkpoints(self._start.directory, t, KEPT_CHECKPOINTS)

    def _finish(self, status: str, t: int) -> None:
        self._writer.send("finished", status=status, t=t)
