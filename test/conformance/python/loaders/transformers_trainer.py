"""Exported TrainingArguments and trainers, run by Transformers' own Trainer on a tiny model."""

import hf_trainer
import torch
import transformers


def versions():
    return {"transformers": transformers.__version__, "torch": torch.__version__}


def load(request):
    scope = {}
    exec(request["code"], scope)
    args = hf_trainer.quiet(scope["arguments"], request["run"]["totalUpdates"])
    # Code that defines a trainer of its own is trained with it; all else with the library's.
    own = scope.get("PolicyTrainer")
    trainer_class = hf_trainer.SeriesTrainer if own is None else type("Own", (hf_trainer.SeriesMixin, own), {})
    return hf_trainer.train(args, request, trainer_class)
