"""Trains a tiny model with Transformers' own Trainer and reads back what every optimizer step used."""

import os
import tempfile

import tiny
import transformers
from transformers import Trainer, TrainerCallback, TrainingArguments

transformers.logging.set_verbosity_error()
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


class Recorder(TrainerCallback):
    """Notes the learning rates of all parameter groups right before each optimizer step."""

    def __init__(self):
        self.rates = []

    def on_pre_optimizer_step(self, args, state, control, optimizer=None, **_):
        self.rates.append([float(group["lr"]) for group in optimizer.param_groups])


class SeriesMixin:
    """A trainer's evaluations give the metrics of a case instead of measuring."""

    series = {}

    def evaluate(self, *_, **__):
        metrics = {
            name if name.startswith("eval_") else f"eval_{name}": value
            for name, value in self.series.get(self.state.global_step, {}).items()
        }
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics


class SeriesTrainer(SeriesMixin, Trainer):
    """The library's trainer, with evaluations that give the metrics of a case."""


def arguments(total_updates, output_dir=None, **settings):
    """TrainingArguments as a run of so many updates has them, quiet and without files."""
    return quiet(TrainingArguments(output_dir=output_dir or tempfile.gettempdir(), **settings), total_updates)


def quiet(args, total_updates):
    """The same arguments, without reports, checkpoints and progress bars: none of them touches a learning rate."""
    if args.max_steps <= 0:
        args.max_steps = total_updates
    args.output_dir = tempfile.gettempdir()
    args.per_device_train_batch_size = 1
    args.report_to = []
    args.disable_tqdm = True
    args.logging_strategy = transformers.trainer_utils.IntervalStrategy.NO
    args.save_strategy = transformers.trainer_utils.SaveStrategy.NO
    args.load_best_model_at_end = False
    args.dataloader_pin_memory = False
    return args


def train(args, request, trainer_class=SeriesTrainer, **parts):
    """Learning rates of all parameter groups, update by update: [[group 0, group 1, …], …]."""
    total = request["run"]["totalUpdates"]
    series = tiny.metrics_by_update(request["events"])
    recorder = Recorder()
    trainer = trainer_class(
        model=parts.pop("model", None) or tiny.TinyModel(request["groups"]),
        args=args,
        # An epoch ends at every evaluation: all are as long.
        train_dataset=tiny.TinyData(min(series, default=total)),
        eval_dataset=tiny.TinyData(1),
        callbacks=[*parts.pop("callbacks", []), recorder],
        **parts,
    )
    trainer.series = series
    trainer.train()
    return recorder.rates
