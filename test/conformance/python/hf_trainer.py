"""Trains a tiny model with Transformers' own Trainer and reads back what every optimizer step used."""

import os
import tempfile

import tiny
import transformers
from transformers import Trainer, TrainerCallback, TrainingArguments

transformers.logging.set_verbosity_error()
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


class Recorder(TrainerCallback):
    """Has the learning rates of the tiny model's weights read right before each optimizer step."""

    def __init__(self, reader):
        self.reader = reader

    def on_pre_optimizer_step(self, args, state, control, optimizer=None, **_):
        self.reader.read(optimizer)


class SeriesMixin:
    """A trainer's evaluations give the metrics of a case instead of measuring."""

    series = {}

    def evaluate(self, *_, **__):
        # The end of a training is evaluated too, when no learning rate depends on it any more.
        is_end = self.state.global_step >= self.args.max_steps
        reading = list(self.series.values())[-1] if is_end else self.series[self.state.global_step]
        metrics = {name if name.startswith("eval_") else f"eval_{name}": value for name, value in reading.items()}
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


def with_own_rates(optimizer, model, rates):
    """The optimizer with parameters whose name contains a word in a group of that word's learning rate."""
    for word, rate in rates:
        of_word = [parameter for name, parameter in model.named_parameters() if word in name]
        for group in list(optimizer.param_groups):
            part = [parameter for parameter in group["params"] if any(parameter is other for other in of_word)]
            group["params"] = [parameter for parameter in group["params"] if all(parameter is not other for other in part)]
            if part:
                optimizer.param_groups.append({**group, "params": part, "lr": rate})
    return optimizer


def train(args, request, trainer_class=SeriesTrainer, **parts):
    """Trains with these arguments; the learning rates of the base and of each group, by update.

    `parts` are the trainer's model and data, where they are not the tiny ones.
    """
    total = request["run"]["totalUpdates"]
    series = tiny.metrics_by_update(request["events"])
    model = parts.setdefault("model", tiny.TinyModel(request["groups"]))
    reader = tiny.Reader(model, request["groups"])
    # An epoch ends at every evaluation: all are as long.
    parts.setdefault("train_dataset", tiny.TinyData(min(series, default=total)))
    parts.setdefault("eval_dataset", tiny.TinyData(1))
    trainer = trainer_class(args=args, callbacks=[Recorder(reader)], **parts)
    trainer.series = series
    trainer.train()
    return reader.read_rates()
