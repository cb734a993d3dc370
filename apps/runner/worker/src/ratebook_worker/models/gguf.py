"""Unpacks a quantised GGUF file to a folder that transformers loads in a moment."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from ratebook_worker.digests import weights_digest
from ratebook_worker.errors import WorkerError
from ratebook_worker.whole_file import SIDE_FILE_ENDING


def unpacked_folder(file: Path, folder: Path) -> Path:
    """`folder` with the file's model and tokenizer in float32; made the first time (half a minute, 540 MB for 135
    million parameters), whole or not at all.
    """
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    side = folder.with_name(f"{folder.name}.{os.getpid()}{SIDE_FILE_ENDING}")
    try:
        _unpack(file, side)
        try:
            side.rename(folder)
        except OSError:
            # Another process was faster: its folder holds the same.
            if not folder.is_dir():
                raise
    finally:
        shutil.rmtree(side, ignore_errors=True)
    return folder


def _unpack(file: Path, folder: Path) -> None:
    import torch
    import transformers

    quantised = transformers.AutoModelForCausalLM.from_pretrained(file.parent, gguf_file=file.name, dtype=torch.float32)
    # The model that was read refuses to be saved, as it stands for a quantised file: its weights go into a fresh one,
    # whose configuration does not speak of that file, or bitsandbytes could not quantise it in its own way.
    configuration = quantised.config
    del configuration.quantization_config
    model = transformers.AutoModelForCausalLM.from_config(configuration, dtype=torch.float32)
    model.load_state_dict(quantised.state_dict())
    model.save_pretrained(folder)
    transformers.AutoTokenizer.from_pretrained(file.parent, gguf_file=file.name).save_pretrained(folder)
    again = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    if weights_digest(again) != weights_digest(quantised):
        raise WorkerError(
            "internal", f"{file.name} unpacked is not bit-equal to the packed one.", "Please report this."
        )
