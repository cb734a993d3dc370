"""LLaMA-Factory, which wants older libraries: its rule, written from https://github.com/hiyouga/LLaMA-Factory at
ff6d4d12 (train/trainer_utils.py, hparams/parser.py). It hands nearly everything to Transformers, whose Trainer runs it.
"""

import re
from importlib import metadata

import hf_trainer
import yaml

COMMIT = "ff6d4d12"
PASSED_ON = (
    "learning_rate",
    "lr_scheduler_type",
    "lr_scheduler_kwargs",
    "warmup_steps",
    "warmup_ratio",
    "max_steps",
    "eval_strategy",
    "eval_steps",
    "metric_for_best_model",
    "greater_is_better",
)


def versions():
    return {"llama-factory (rule)": COMMIT, **{name: metadata.version(name) for name in ("transformers", "torch")}}


class OmegaLoader(yaml.SafeLoader):
    """Reads `1e-3` as a number, as the loader of its configuration files does."""


OmegaLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:[0-9][0-9_]*\.?[0-9_]*(?:[eE][-+]?[0-9]+)?|\.[0-9_]+(?:[eE][-+]?[0-9]+)?)$"),
    list("-+0123456789."),
)


def load(request):
    config = yaml.load(request["code"], OmegaLoader)
    settings = {key: config[key] for key in PASSED_ON if key in config}
    args = hf_trainer.arguments(request["run"]["totalUpdates"], **settings)
    trainer_class = type("Configured", (LlamaFactoryTrainer,), {"ratio": config.get("loraplus_lr_ratio")})
    return hf_trainer.train(args, request, trainer_class)


class LlamaFactoryTrainer(hf_trainer.SeriesTrainer):
    """A stable third and a decay over the rest, where warmup_stable_decay is not told otherwise; LoRA+ by a ratio."""

    ratio = None

    def create_optimizer(self, *model):
        optimizer = super().create_optimizer(*model)
        return optimizer if self.ratio is None else hf_trainer.with_own_rates(
            optimizer, self.model, [("lora_B", self.args.learning_rate * self.ratio)]
        )

    def create_scheduler(self, num_training_steps, optimizer=None):
        if self.args.lr_scheduler_type == "warmup_stable_decay":
            left = num_training_steps - self.args.get_warmup_steps(num_training_steps)
            stable = left // 3
            given = dict(self.args.lr_scheduler_kwargs or {})
            self.args.lr_scheduler_kwargs = {"num_stable_steps": stable, "num_decay_steps": left - stable, **given}
        return super().create_scheduler(num_training_steps, optimizer)
