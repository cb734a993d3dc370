import pytest
import torch

from ratebook_worker.errors import to_worker_error, unsupported


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."), "out-of-memory"),
        (MemoryError(), "out-of-memory"),
        (
            RuntimeError("[enforce fail at alloc_cpu.cpp:127] Allocator: can't allocate memory"),
            "out-of-memory",
        ),
        (RuntimeError("MPS backend out of memory (MPS allocated: 9 GB)"), "out-of-memory"),
        (RuntimeError("could not create a primitive"), "out-of-memory"),
        (RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"), "out-of-memory"),
        (torch.AcceleratorError("CUDA error: an illegal memory access was encountered"), "internal"),
        (RuntimeError("NCCL error in: ProcessGroupNCCL.cpp:1"), "internal"),
        (ModuleNotFoundError("No module named 'peft'", name="peft"), "unsupported"),
        (ImportError("libcudart.so.13: cannot open shared object file"), "unsupported"),
        (OSError(28, "No space left on device"), "internal"),
        (ZeroDivisionError("division by zero"), "internal"),
    ],
)
def test_what_torch_or_the_machine_raises_becomes_an_error_of_the_protocol(error: Exception, code: str) -> None:
    told = to_worker_error(error)
    assert told.code == code
    assert told.message != ""
    assert told.hint != ""


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ModuleNotFoundError("No module named 'torch'", name="torch"), "ratebook setup installs"),
        (ModuleNotFoundError("No module named 'peft'", name="peft"), "ratebook setup --text"),
        (RuntimeError("HIP error: invalid device function"), "ratebook doctor"),
        (OSError(28, "No space left on device"), "full"),
        (KeyError("x"), "bug of the worker"),
    ],
)
def test_the_hint_says_what_to_do(error: Exception, words: str) -> None:
    assert words in to_worker_error(error).hint


def test_a_typed_error_stays_what_it_is() -> None:
    error = unsupported("There is no such thing.", "Take another.")
    assert to_worker_error(error) is error


def test_only_the_first_line_of_a_long_message_travels() -> None:
    assert to_worker_error(RuntimeError("short\n" + "x" * 10_000)).message == "RuntimeError: short"


def test_a_cpu_that_has_not_the_memory_says_so() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(10**16)
    assert to_worker_error(caught.value).code == "out-of-memory"
