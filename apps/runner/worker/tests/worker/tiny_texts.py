"""Models of a few thousand parameters and texts of a few words, in the forms that transformers and datasets read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from worker.documents import Json, recipe, start, task, trainer
from worker.process import WorkerProcess

GOOD = ("a fine film", "moving and wise", "great fun for all", "wonderful, warm, wise")
BAD = ("a dull mess", "slow and empty", "no fun for anyone", "tired, cold, empty")
WORDS = sorted({word for text in (*GOOD, *BAD, "count: 1 + 2 3 4 #### yes no :") for word in text.split()})
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
ADAMW = {"name": "adamw", "momentum": None, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}


def _tokenizer(ends_with: str) -> Any:
    import transformers
    from tokenizers import Tokenizer, models, pre_tokenizers

    vocabulary = {word: index for index, word in enumerate([*SPECIAL, *WORDS])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", eos_token=ends_with
    )


def write_encoder(folder: Path) -> None:
    """A BERT without a head."""
    import torch
    import transformers

    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(SPECIAL) + len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=32,
    )
    transformers.BertModel(config).save_pretrained(folder)
    _tokenizer("[SEP]").save_pretrained(folder)


def write_language_model(folder: Path) -> None:
    """A Llama."""
    import torch
    import transformers

    torch.manual_seed(0)
    config = transformers.LlamaConfig(
        vocab_size=len(SPECIAL) + len(WORDS),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=2,
        intermediate_size=64,
        max_position_embeddings=512,
        bos_token_id=2,
        eos_token_id=3,
    )
    transformers.LlamaForCausalLM(config).save_pretrained(folder)
    _tokenizer("[SEP]").save_pretrained(folder)


def write_rows(folder: Path, rows: list[Json]) -> None:
    """The same rows as each split, in JSON lines."""
    folder.mkdir(parents=True)
    for split in ("train", "validation", "test"):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{split}.jsonl").write_text(text, encoding="utf-8")


def text_task(net: str, model: str, data: str, fields: dict[str, str], metric: str, **changes: Any) -> Json:
    """A task on folders beside one another under the worker's data."""
    source = {"source": "directory", "name": data, "configuration": None, "revision": None, "fields": fields}
    splits = {"train": "train", "validation": "validation", "test": "test"}
    return task(
        trainer(
            net,
            model={"source": "directory", "name": model, "revision": None},
            data={**source, "splits": splits, "template": None},
            **{"sequenceLength": 16, **changes},
        ),
        "0" * 64,
        metric,
    )


def adaptation(method: str, **changes: Any) -> Json:
    keys = ("rank", "alpha", "scaling", "initialization", "targetModules", "plusRatio", "quantization")
    return {"method": method, **dict.fromkeys(keys), **changes}


def text_start(task: Json, directory: Path, how: Json, batch: int = 4, updates: int = 12, **changes: Any) -> Json:
    whole = {**recipe(batch, **ADAMW), "adaptation": how}
    return start(task, directory, updates, recipe=whole, **changes)


def trained(worker: WorkerProcess, begin: Json, learning_rate: float) -> list[Json]:
    """Trains with the data's true digest: the first answer names it."""
    rates = [learning_rate] * begin["budget"]["updates"]
    (said,) = worker.train(begin, rates)
    assert said["code"] == "digest-mismatch", said
    digest = said["message"].split("digest ")[1][:64]
    begin["task"]["data"] = {**begin["task"]["data"], "digest": digest}
    return worker.train(begin, rates)
