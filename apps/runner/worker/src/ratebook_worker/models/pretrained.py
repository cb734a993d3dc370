"""Models and tokenizers of transformers: from the hub, a directory, or a package that carries one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import nn

from ratebook_worker.errors import WorkerError, first_line, unsupported
from ratebook_worker.models.packages import packaged_model
from ratebook_worker.protocol import JsonObject

Loaded = TypeVar("Loaded")


@dataclass(frozen=True)
class Source:
    """Where transformers loads from: a hub id with its revision, or a folder."""

    name: str
    revision: str | None


@dataclass(frozen=True)
class Classifier:
    """`new_modules`: names of the modules whose weights were made from the seed, not read: the head as one."""

    model: Any
    new_modules: frozenset[str]


def source_of(model: JsonObject | None, data: Path) -> Source:
    """Raises a WorkerError: `unsupported` without a model or for an unknown package, `data-missing` where folder or
    package is not there, `digest-mismatch` for another version of a package.
    """
    if model is None:
        raise unsupported("Text tasks start from a pretrained model.", "Write trainer.model.")
    if model["source"] == "hub":
        return Source(model["name"], model["revision"])
    if model["source"] == "package":
        return Source(str(packaged_model(model["name"], model["revision"], data)), None)
    folder = data / Path(model["name"]).expanduser()
    if not folder.is_dir():
        raise WorkerError(
            "data-missing", f"There is no folder {folder}.", "Put the model there, as transformers saves it."
        )
    return Source(str(folder), None)


def load_tokenizer(source: Source) -> Any:
    """The tokenizer that comes with a model. Raises a WorkerError: `data-missing`, `unsupported`."""
    import transformers

    return _loaded(source, lambda: transformers.AutoTokenizer.from_pretrained(source.name, revision=source.revision))


def load_classifier(source: Source, classes: int, dtype: torch.dtype) -> Classifier:
    """A model with a head for `classes` classes; where it has none of that size, a new one from the torch generator.

    Raises a WorkerError: `data-missing`, `unsupported`.
    """
    import transformers

    model, report = _loaded(
        source,
        lambda: transformers.AutoModelForSequenceClassification.from_pretrained(
            source.name,
            revision=source.revision,
            num_labels=classes,
            dtype=dtype,
            ignore_mismatched_sizes=True,
            output_loading_info=True,
        ),
    )
    # A mismatched key comes with both shapes.
    mismatched = (key if isinstance(key, str) else key[0] for key in report["mismatched_keys"])
    new_keys = {*report["missing_keys"], *mismatched}
    return Classifier(model, frozenset(_module_of(key, model.base_model_prefix) for key in new_keys))


def _module_of(key: str, backbone: str) -> str:
    """`classifier` for `classifier.dense.weight`; inside the backbone, the parameter's own module."""
    first = key.partition(".")[0]
    return key.rpartition(".")[0] if first == backbone else first


def load_causal_lm(source: Source, dtype: torch.dtype, quantization: str | None, device: torch.device) -> Any:
    """With `quantization` (nf4, int8) bitsandbytes holds the linear layers' weights in few bits, from the start on the
    device; other models are left on the CPU.

    Raises a WorkerError: `data-missing`, `unsupported`.
    """
    import transformers

    options: Mapping[str, Any] = (
        {}
        if quantization is None
        else {"quantization_config": _quantized(quantization, dtype), "device_map": {"": str(device)}}
    )
    model = _loaded(
        source,
        lambda: transformers.AutoModelForCausalLM.from_pretrained(
            source.name, revision=source.revision, dtype=dtype, **options
        ),
    )
    _keep_weights_in_evaluations(model)
    return model


def _keep_weights_in_evaluations(model: nn.Module) -> None:
    """On CPUs with AVX512-BF16 the first evaluation makes bitsandbytes 0.50.2 repack 4-bit weights for inference: their
    scales are rounded for good, and no gradient passes through them any more, in training neither. Not here.
    """
    for module in model.modules():
        if hasattr(module, "support_avx512bf16_for_cpu"):
            module.support_avx512bf16_for_cpu = False  # type: ignore[assignment]


def check_length(model: Any, sequence_length: int) -> None:
    """Raises a WorkerError (`unsupported`) for sequences that are longer than the model has positions for."""
    most = getattr(model.config, "max_position_embeddings", None)
    if isinstance(most, int) and sequence_length > most:
        raise unsupported(f"The model takes {most} tokens, sequenceLength is {sequence_length}.", "Take a shorter one.")


def _quantized(quantization: str, dtype: torch.dtype) -> Any:
    import transformers

    if quantization == "nf4":
        return transformers.BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=dtype
        )
    if quantization == "int8":
        return transformers.BitsAndBytesConfig(load_in_8bit=True)
    raise unsupported(f'There is no quantization "{quantization}".', "There are: nf4, int8.")


def _loaded(source: Source, load: Callable[[], Loaded]) -> Loaded:
    import transformers

    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    try:
        return load()
    except OSError as error:
        # transformers says "We couldn't connect", "is not a valid model identifier" and the like, all as OSError.
        raise WorkerError(
            "data-missing",
            f"{source.name} could not be loaded: {first_line(str(error))}",
            "Is the hub in reach, and the model open to you? A local directory works too: source directory.",
        ) from error
    except (KeyError, ValueError) as error:
        raise unsupported(
            f"{source.name} is no model for this task: {first_line(str(error))}",
            "Look at trainer.net and trainer.model.",
        ) from error
