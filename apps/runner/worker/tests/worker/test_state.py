"""What a training's bits hang on: generators, settings of the process, digests."""

import random
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from ratebook_worker.determinism import library_versions, make_deterministic
from ratebook_worker.digests import code_digest, tensors_digest, weights_digest
from ratebook_worker.generators import (
    capture_generators,
    restore_generators,
    seed_generators,
    undisturbed_generators,
)
from ratebook_worker.precision import precision_of
from ratebook_worker.whole_file import SIDE_FILE_ENDING
from worker.documents import WORKER

CPU = torch.device("cpu")


def drawn() -> list[float]:
    """From each generator; gauss and normal keep a second value for the next call."""
    return [
        random.random(),
        random.gauss(),
        float(np.random.standard_normal()),
        float(torch.rand(1)),
        float(torch.randn(1)),
    ]


def test_a_seed_sets_every_generator() -> None:
    seed_generators(2**32 - 1)
    first = drawn()
    assert first != drawn()
    seed_generators(2**32 - 1)
    assert drawn() == first


def test_captured_states_come_back_whole_and_are_plain_values(tmp_path: Path) -> None:
    seed_generators(5)
    drawn()
    torch.save(capture_generators(CPU), tmp_path / "states.pt")
    expected = [drawn() for _ in range(3)]
    seed_generators(6)
    restore_generators(torch.load(tmp_path / "states.pt", weights_only=True), CPU)
    assert [drawn() for _ in range(3)] == expected


def test_what_is_drawn_aside_changes_nothing_even_where_it_fails() -> None:
    seed_generators(5)
    expected = drawn()
    seed_generators(5)

    def draw_and_fail() -> None:
        with undisturbed_generators(CPU):
            drawn()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        draw_and_fail()
    assert drawn() == expected


def test_the_process_is_deterministic_whatever_a_training_before_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    # tf32 is for CUDA alone; what it switches on has to be off again for the next training.
    precision_of("tf32", torch.device("cuda"))
    assert torch.backends.cuda.matmul.allow_tf32
    monkeypatch.delenv("CUBLAS_WORKSPACE_CONFIG", raising=False)
    make_deterministic()
    assert torch.are_deterministic_algorithms_enabled()
    assert not torch.backends.cuda.matmul.allow_tf32
    assert not torch.backends.cudnn.allow_tf32
    assert torch.get_num_threads() == 1


def test_the_record_names_what_the_bits_depend_on() -> None:
    versions = library_versions()
    assert versions["torch"] == torch.__version__
    assert re.fullmatch(r"[0-9a-f]{16}", versions["worker"])
    assert versions["worker"] == code_digest()[:16]


def test_a_digest_of_weights_tells_value_shape_type_and_name_apart() -> None:
    def digest(**parameters: torch.Tensor) -> str:
        model = nn.Module()
        for name, value in parameters.items():
            model.register_buffer(name, value)
        return weights_digest(model)

    zeros = torch.zeros(2, 3)
    different = {
        digest(a=zeros),
        digest(b=zeros),
        digest(a=torch.zeros(3, 2)),
        digest(a=zeros.double()),
        digest(a=zeros.bfloat16()),
        digest(a=torch.full((2, 3), 1e-45)),
        digest(a=zeros, b=zeros),
    }
    assert len(different) == 7
    assert digest(b=zeros, a=zeros + 1) == digest(a=zeros + 1, b=zeros)


def test_a_digest_does_not_depend_on_how_a_tensor_lies_in_memory() -> None:
    value = torch.arange(6.0).reshape(2, 3)
    assert tensors_digest([("a", value.t())]) == tensors_digest([("a", value.t().contiguous())])


def test_side_files_end_as_the_runner_expects() -> None:
    runner = (WORKER.parent / "src/files/write-file-whole.ts").read_text(encoding="utf-8")
    assert f"SIDE_FILE_ENDING = '{SIDE_FILE_ENDING}'" in runner
