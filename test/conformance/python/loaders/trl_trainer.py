"""Exported SFTConfigs and trainers, run by TRL's own SFTTrainer where the code defines one, else by its scheduler code."""

import hf_trainer
import tiny
import torch
import transformers
import trl


def versions():
    return {"trl": trl.__version__, "transformers": transformers.__version__, "torch": torch.__version__}


class Plain(hf_trainer.SeriesMixin, transformers.Trainer):
    """SFTTrainer makes its scheduler as Trainer does; it wants a language model, which this leaves out."""


def load(request):
    scope = {}
    exec(request["code"], scope)
    args = hf_trainer.quiet(scope["arguments"], request["run"]["totalUpdates"])
    own = scope.get("PolicyTrainer")
    # The methods of the exported class on a trainer that takes the tiny model.
    trainer_class = Plain if own is None else type("Own", (Plain,), {"create_scheduler": own.create_scheduler})
    return tiny.by_group(hf_trainer.train(args, request, trainer_class), [])
