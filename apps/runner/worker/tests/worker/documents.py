"""Starts of trainings, as the runner writes them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from ratebook_worker.digests import tensors_digest

WORKER = Path(__file__).parents[2]
ASSETS = WORKER.parent / "data"
SCRIPTS = Path(__file__).parent / "scripts"
EXAMPLE = WORKER / "examples" / "custom_task.py"
DIGITS_TASK: dict[str, Any] = json.loads(
    (WORKER.parents[2] / "content/tasks/digits-mlp.json").read_text(encoding="utf-8")
)

Json = dict[str, Any]


def recipe(batch_size: int = 10, **optimizer: Any) -> Json:
    """SGD with momentum, whatever `optimizer` says otherwise."""
    settings = {"name": "sgd", "momentum": 0.9, "nesterov": False, "beta1": None, "beta2": None, "epsilon": None}
    keys = ("rank", "alpha", "scaling", "initialization", "targetModules", "plusRatio", "quantization")
    return {
        "optimizer": {**settings, "weightDecay": 0, **optimizer},
        "batch": {"size": batch_size, "unit": "examples"},
        "precision": "fp32",
        "gradientClipNorm": None,
        "adaptation": {"method": "none", **dict.fromkeys(keys)},
    }


def trainer(net: str, **changes: Any) -> Json:
    data: Json = {"source": "package", "name": "digits", "configuration": None, "revision": None, "fields": {}}
    return {
        "name": "torch",
        "net": net,
        "parameterCount": 100,
        "updatesPerEpoch": 6,
        "tokensPerUpdate": None,
        "expectedSeconds": 1,
        "model": None,
        "data": {**data, "splits": None},
        "sequenceLength": None,
        "packing": False,
        "microBatch": None,
        "scriptDigest": None,
        **changes,
    }


def scripted(path: Path, digest: str | None = None, **changes: Any) -> Json:
    """`task.trainer` of a script; its true digest where none is said."""
    true_digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "0" * 64
    model = {"source": "directory", "name": str(path), "revision": None}
    return trainer("custom", model=model, scriptDigest=digest or true_digest, **changes)


def task(trainer: Json, data_digest: str, metric: str = "accuracy") -> Json:
    return {
        "slug": "tried-out",
        "data": {"name": "made up", "digest": data_digest, "splits": {"train": 60, "validation": 20, "test": 20}},
        "metric": {"name": metric, "direction": "maximize", "unit": "share"},
        "trainer": trainer,
    }


def script_data_digest(path: Path) -> str:
    """The digest of what a script's `build` gives, made as the worker makes it."""
    module: Json = {"__name__": "script"}
    exec(compile(path.read_bytes(), str(path), "exec"), module)
    _, data = module["build"](None)
    splits = ("train", "validation", "test")
    return tensors_digest((f"{split}.{index}", one) for split in splits for index, one in enumerate(data[split]))


def start(task: Json, directory: Path, updates: int = 12, **changes: Any) -> Json:
    message = {
        "type": "start",
        "protocol": 1,
        "task": task,
        "recipe": recipe(),
        "budget": {"unit": "updates", "amount": updates, "updates": updates},
        "seed": 4_000_000_001,
        "dataSeed": 7,
        "device": "cpu",
        "directory": str(directory),
        "resumeFrom": None,
        "checkpointEvery": 4,
        "evaluateAt": [0, 4, updates],
    }
    return {**message, **changes}
