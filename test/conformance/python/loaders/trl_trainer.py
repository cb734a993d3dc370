"""Exported SFTConfigs and trainers: TRL's own SFTTrainer fine-tunes the smallest of language models."""

import functools
from unittest import mock

import datasets
import hf_trainer
import tiny
import torch
import transformers
import trl
from tokenizers import Tokenizer, models

datasets.disable_progress_bars()


def versions():
    return {"trl": trl.__version__, "transformers": transformers.__version__, "torch": torch.__version__}


def tokenizer():
    words = models.WordLevel({"<unk>": 0, "<end>": 1, "a": 2, "b": 3}, unk_token="<unk>")
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer(words), unk_token="<unk>", eos_token="<end>", pad_token="<end>"
    )


def language_model(groups):
    """A Llama of one layer, with the tiny model's weights on board: they are not used, yet in the optimizer."""
    size = {"vocab_size": 4, "hidden_size": 2, "intermediate_size": 2, "max_position_embeddings": 8}
    counts = {"num_hidden_layers": 1, "num_attention_heads": 1, "num_key_value_heads": 1}
    model = transformers.LlamaForCausalLM(transformers.LlamaConfig(**size, **counts))
    weights = tiny.TinyModel(groups)
    model.base, model.groups, model.weight_of = weights.base, weights.groups, weights.weight_of
    return model


class OwnTrainer(hf_trainer.SeriesMixin, trl.SFTTrainer):
    """TRL's trainer, with evaluations that give the metrics of a case."""


TOKENIZER = tokenizer()


def data(items):
    return datasets.Dataset.from_dict({"input_ids": [[2, 3, 1]] * items})


# SFTConfig trains in half precision unless told otherwise, which a CPU does not.
ON_CPU = functools.partial(trl.SFTConfig, use_cpu=True, bf16=False, gradient_checkpointing=False)


def load(request):
    scope = {}
    with mock.patch.object(trl, "SFTConfig", ON_CPU):
        exec(request["code"], scope)
    total = request["run"]["totalUpdates"]
    args = hf_trainer.quiet(scope["arguments"], total)
    own = scope.get("PolicyTrainer")
    return hf_trainer.train(
        args,
        request,
        OwnTrainer if own is None else type("Own", (hf_trainer.SeriesMixin, own), {}),
        model=language_model(request["groups"]),
        train_dataset=data(min(tiny.metrics_by_update(request["events"]), default=total)),
        eval_dataset=data(1),
        processing_class=TOKENIZER,
    )
