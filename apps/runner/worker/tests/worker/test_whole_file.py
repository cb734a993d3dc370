"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path

import pytest
import torch

from ratebook_worker.whole_file import write_whole


class FullDisk(io.BytesIO):
    """Takes nothing any more."""

    def write(self, _: object, /) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_said_as_such_where_torch_writes(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint-100.pt"
    path.write_bytes(b"old")
    with pytest.raises(OSError, match=r"No space left on device.*checkpoint-100\.pt"):
        write_whole(path, lambda _: torch.save({"weight": torch.zeros(10_000)}, FullDisk()))
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["checkpoint-100.pt"]


def test_what_torch_cannot_write_stays_torchs_error(tmp_path: Path) -> None:
    def refuse(_: object) -> None:
        raise RuntimeError("cannot be written")

    with pytest.raises(RuntimeError, match="cannot be written"):
        write_whole(tmp_path / "file", refuse)
    assert os.listdir(tmp_path) == []
