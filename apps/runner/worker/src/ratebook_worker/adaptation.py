"""What of a pretrained model is trained: all of it, or adapters by peft. Every field is used or refused."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

import torch
from torch import nn

from ratebook_worker.errors import WorkerError, first_line, unsupported
from ratebook_worker.protocol import JsonObject

TaskType = Literal["SEQ_CLS", "CAUSAL_LM"]

METHODS = ("full", "lora", "qlora")
SCALINGS = {None: False, "alpha/r": False, "alpha/sqrt(r)": True}
"""By name, whether it is rsLoRA's (Kalajdzievski 2023, arXiv 2312.03732): alpha/√r in place of alpha/r."""
INITIALIZATIONS: Mapping[str | None, bool | str] = {
    None: True,
    "kaiming": True,
    "gaussian": "gaussian",
    "orthogonal": "orthogonal",
    "pissa": "pissa",
    "olora": "olora",
}
"""Those that need no data. `kaiming`, peft's default: A uniform as a linear layer's weights, B zero."""
_PISSA_BY_ITERATIONS = re.compile(r"pissa_niter_[0-9]{1,3}")
ADAPTER_FIELDS = ("rank", "alpha", "scaling", "initialization", "targetModules", "plusRatio", "quantization")


def check_adaptation(recipe: JsonObject) -> None:
    """Raises a WorkerError (`unsupported`) for a method or a field that cannot be had, before anything is loaded."""
    adaptation = recipe["adaptation"]
    method = adaptation["method"]
    if method not in METHODS:
        raise unsupported(f'Pretrained models have no adaptation "{method}".', f"There are: {', '.join(METHODS)}.")
    if method == "full":
        given = next((name for name in ADAPTER_FIELDS if adaptation[name] is not None), None)
        if given is not None:
            raise unsupported(f"Full fine-tuning has no {given}.", f"Write null for recipe.adaptation.{given}.")
        return
    missing = next((name for name in ("rank", "alpha", "targetModules") if not adaptation[name]), None)
    if missing is not None:
        raise unsupported(f"{method} needs a {missing}.", f"Write recipe.adaptation.{missing}.")
    _known("scaling", adaptation["scaling"], SCALINGS)
    if not _PISSA_BY_ITERATIONS.fullmatch(adaptation["initialization"] or ""):
        _known("initialization", adaptation["initialization"], INITIALIZATIONS)
    if method == "lora" and adaptation["quantization"] is not None:
        raise unsupported("lora holds frozen weights unquantised.", "Write the method qlora, or quantization null.")
    if method == "qlora" and adaptation["quantization"] is None:
        raise unsupported("qlora needs a quantization.", "Write nf4 or int8 in recipe.adaptation.quantization.")


def _known(field: str, value: str | None, table: Mapping[str | None, object]) -> None:
    if value not in table:
        names = ", ".join(name for name in table if name is not None)
        raise unsupported(f'There is no {field} "{value}".', f"There are: {names}, or null.")


def adapt(model: Any, recipe: JsonObject, task_type: TaskType, new_modules: Collection[str] = ()) -> nn.Module:
    """The model as a checked recipe trains it; frozen parameters need no gradient, trained ones are float32.

    Adapters are drawn from the torch generator. Modules that were made new are trained beside them as they are.
    Raises a WorkerError (`unsupported`) for target modules that the model has not, or that peft has no adapters for.
    """
    adaptation = recipe["adaptation"]
    adapted: nn.Module = model
    if adaptation["method"] != "full":
        _assert_targets(model, adaptation["targetModules"])
        adapted = _with_adapters(model, adaptation, task_type, new_modules)
    for parameter in adapted.parameters():
        # Low precision would swallow small updates; peft sees to its own adapters, and to nothing else.
        if parameter.requires_grad and parameter.dtype != torch.float32:
            parameter.data = parameter.data.float()
    return adapted


def _assert_targets(model: nn.Module, targets: Sequence[str]) -> None:
    """peft is content where one of them is there."""
    names = [name for name, _ in model.named_modules()]
    for target in targets:
        if not any(name == target or name.endswith(f".{target}") for name in names):
            linear = sorted(
                {name.rpartition(".")[2] for name, one in model.named_modules() if isinstance(one, nn.Linear)}
            )
            raise unsupported(f'The model has no module "{target}".', f"Its linear layers are: {', '.join(linear)}.")


def _with_adapters(model: Any, adaptation: JsonObject, task_type: TaskType, new_modules: Collection[str]) -> nn.Module:
    import peft

    initialization = adaptation["initialization"]
    config = peft.LoraConfig(
        r=adaptation["rank"],
        lora_alpha=adaptation["alpha"],
        lora_dropout=0.0,
        use_rslora=SCALINGS[adaptation["scaling"]],
        init_lora_weights=INITIALIZATIONS.get(initialization, initialization),
        target_modules=list(adaptation["targetModules"]),
        modules_to_save=sorted(new_modules) or None,
        task_type=task_type,
    )
    try:
        adapted: nn.Module = peft.get_peft_model(model, config)
    except (TypeError, ValueError) as error:
        raise _refused_by_peft(error) from error
    return adapted


def _refused_by_peft(error: Exception) -> WorkerError:
    return unsupported(f"peft refuses the adapters: {first_line(str(error))}", "Look at recipe.adaptation.")


def parameter_groups(
    model: nn.Module, recipe: JsonObject, new_modules: Collection[str] = ()
) -> Mapping[str, Sequence[nn.Parameter]]:
    """Trainable parameters by group: `lora-b` where the recipe is LoRA+'s (Hayou et al. 2024, arXiv 2402.12354),
    `head` for modules that were made new, `default` for all others.

    The ratio of LoRA+ is no matter of this code: it is the multiplier that the policy gives the group `lora-b`.
    """
    has_plus = recipe["adaptation"]["plusRatio"] is not None
    groups: dict[str, list[nn.Parameter]] = {"default": [], "lora-b": [], "head": []}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        if has_plus and "lora_B" in name.split("."):
            groups["lora-b"].append(parameter)
        elif any(f".{module}." in f".{name}" for module in new_modules):
            groups["head"].append(parameter)
        else:
            groups["default"].append(parameter)
    return {name: parameters for name, parameters in groups.items() if parameters}
