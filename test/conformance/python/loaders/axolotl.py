"""Axolotl, whose package does not install beside the others: its rule for warm-up and schedulers, written from
https://github.com/axolotl-ai-cloud/axolotl at 067b021c (core/builders/base.py, core/trainers/mixins/scheduler.py and
optimizer.py, utils/schedulers.py). What it hands to Transformers and torch is run by those libraries themselves.
"""

import math
from importlib import metadata

import hf_trainer
import torch
import yaml

COMMIT = "067b021c"
ALTERNATES = ("one_cycle", "rex")


def versions():
    return {"axolotl (rule)": COMMIT, **{name: metadata.version(name) for name in ("transformers", "torch")}}


def load(request):
    config = read_config(request["code"])
    total = min(config.get("max_steps") or math.inf, request["run"]["totalUpdates"])
    name = config.get("lr_scheduler") or "cosine"
    args = hf_trainer.arguments(
        request["run"]["totalUpdates"],
        learning_rate=config["learning_rate"],
        lr_scheduler_type="cosine" if name in ALTERNATES else name,
        lr_scheduler_kwargs=config.get("lr_scheduler_kwargs") or {},
        warmup_steps=warmup_of(config, total),
        **{key: config[key] for key in ("eval_strategy", "eval_steps", "metric_for_best_model") if key in config},
        **({"greater_is_better": config["greater_is_better"]} if "greater_is_better" in config else {}),
    )
    trainer_class = type("AxolotlTrainer", (AxolotlTrainer,), {"config": config, "alternate": name})
    return hf_trainer.train(args, request, trainer_class)


def read_config(text):
    """The YAML as Axolotl's loader and its schema take it: `1e-3` is text in YAML 1.1, which the schema turns into a
    number at the top level, and nobody below lr_scheduler_kwargs."""
    config = yaml.safe_load(text)
    for key in ("learning_rate", "cosine_min_lr_ratio", "cosine_constant_lr_ratio", "warmup_ratio", "loraplus_lr_ratio"):
        if isinstance(config.get(key), str):
            config[key] = float(config[key])
    if config.get("warmup_steps") and config.get("warmup_ratio"):
        raise ValueError("warmup_steps and warmup_ratio are mutually exclusive")
    return config


def warmup_of(config, total):
    """A count given is taken, a ratio is cut off; neither means 3%, at most 100. One update becomes two."""
    if config.get("warmup_steps") is not None:
        count = config["warmup_steps"]
    elif config.get("warmup_ratio") is not None:
        count = int(config["warmup_ratio"] * total)
    else:
        count = min(int(0.03 * total), 100)
    return 2 if count == 1 else count


def own_rates(config):
    """Learning rates of parts of the model: lr_groups by the modules they name, LoRA+ by its ratio."""
    if config.get("loraplus_lr_ratio") is not None:
        return [("lora_B", config["learning_rate"] * config["loraplus_lr_ratio"])]
    groups = config.get("lr_groups") or []
    return [(module, float(group["lr"])) for group in groups for module in group["modules"]]


class AxolotlTrainer(hf_trainer.SeriesTrainer):
    """The parts of Axolotl's trainer that split parameters into groups and choose a scheduler."""

    config = {}
    alternate = "cosine"

    def create_optimizer(self, *model):
        return hf_trainer.with_own_rates(super().create_optimizer(*model), self.model, own_rates(self.config))

    def create_scheduler(self, num_training_steps, optimizer=None):
        optimizer = optimizer or self.optimizer
        self.lr_scheduler = self.own_scheduler(num_training_steps, optimizer)
        if self.lr_scheduler is None:
            super().create_scheduler(num_training_steps, optimizer)
        return self.lr_scheduler

    def own_scheduler(self, total, optimizer):
        warmup = self.args.get_warmup_steps(total)
        base, floor = self.args.learning_rate, self.config.get("cosine_min_lr_ratio")
        if self.alternate == "one_cycle":
            given = dict(self.args.lr_scheduler_kwargs or {})
            return torch.optim.lr_scheduler.OneCycleLR(
                optimizer,
                max_lr=base,
                total_steps=total,
                **{"pct_start": warmup / total, "anneal_strategy": "cos", **given},
            )
        if self.alternate == "rex":
            return lambda_lr(optimizer, lambda t: rex(t, total, warmup, 0.0 if floor is None else floor))
        if self.alternate != "cosine":
            return None
        if self.config.get("lr_quadratic_warmup") is True:
            return lambda_lr(optimizer, lambda t: quadratic(t, total, warmup))
        if not floor:
            return None
        until = self.config.get("cosine_constant_lr_ratio")
        last = int(total * until) if until else None
        return lambda_lr(optimizer, lambda t: floored_cosine(t, total if last is None else last, warmup, floor, last))


def lambda_lr(optimizer, factor):
    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


def rex(t, total, warmup, floor):
    """Axolotl's REX sets out one update ahead: its counter is at 1 when the first update is made."""
    count = t + 1
    if count <= warmup:
        return count / warmup
    left = total - warmup
    after = count - warmup
    if after >= left:
        return floor
    z = (left - after) / left
    return floor + (1.0 - floor) * (z / (0.1 + 0.9 * z))


def quadratic(t, total, warmup):
    if t < warmup:
        return (t / warmup) ** 2
    return 0.5 * (1.0 + math.cos(math.pi * (t - warmup) / max(1, total - warmup)))


def floored_cosine(t, end, warmup, floor, hold_from):
    """A cosine to a share of the peak at `end`; with `hold_from` it stays there, without it rises again."""
    if t < warmup:
        return t / max(1, warmup)
    at = t if hold_from is None else min(t, hold_from)
    progress = (at - warmup) / max(1, end - warmup)
    return floor + (1.0 - floor) * 0.5 * (1.0 + math.cos(math.pi * progress))
