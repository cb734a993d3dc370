import pytest
import torch

from ratebook_worker.device import find_device
from ratebook_worker.errors import WorkerError
from ratebook_worker.precision import precision_of


class FakeBackends:
    """A machine that torch would tell of: names of its GPUs, and whether it is a Mac."""

    def __init__(self, *gpus: str, mps: bool = False) -> None:
        self._gpus = gpus
        self._mps = mps

    def cuda_count(self) -> int:
        return len(self._gpus)

    def cuda_name(self, index: int) -> str:
        return self._gpus[index]

    def has_mps(self) -> bool:
        return self._mps


TWO_GPUS = FakeBackends("NVIDIA L40S", "AMD Instinct MI300X")
MAC = FakeBackends(mps=True)


@pytest.mark.parametrize(
    ("asked", "backends", "device", "name"),
    [
        ("cpu", TWO_GPUS, torch.device("cpu"), "cpu"),
        ("cuda", TWO_GPUS, torch.device("cuda", 0), "NVIDIA L40S"),
        ("cuda:1", TWO_GPUS, torch.device("cuda", 1), "AMD Instinct MI300X"),
        ("mps", MAC, torch.device("mps"), "mps"),
        ("auto", TWO_GPUS, torch.device("cuda", 0), "NVIDIA L40S"),
        ("auto", MAC, torch.device("mps"), "mps"),
        ("auto", FakeBackends(), torch.device("cpu"), "cpu"),
    ],
)
def test_a_device_is_found_and_named(asked: str, backends: FakeBackends, device: torch.device, name: str) -> None:
    assert find_device(asked, backends) == (device, name)


@pytest.mark.parametrize("asked", ["cuda:2", "mps", "abacus", "cuda:x", "cuda:", "", "CPU"])
def test_a_device_that_is_not_there_is_refused_with_a_hint(asked: str) -> None:
    with pytest.raises(WorkerError) as caught:
        find_device(asked, TWO_GPUS)
    assert caught.value.code == "unsupported"
    assert caught.value.hint != ""


def test_a_gpu_that_was_asked_for_is_never_replaced_by_the_cpu() -> None:
    with pytest.raises(WorkerError, match="sees 0 GPUs; cuda was asked for"):
        find_device("cuda", FakeBackends())


@pytest.mark.parametrize(("name", "autocast"), [("fp32", None), ("bf16", torch.bfloat16)])
def test_the_cpu_computes_in_fp32_and_bf16(name: str, autocast: torch.dtype | None) -> None:
    precision = precision_of(name, torch.device("cpu"))
    assert (precision.autocast, precision.scales_gradients) == (autocast, False)


@pytest.mark.parametrize(("name", "device"), [("fp16", "cpu"), ("fp16", "mps"), ("tf32", "cpu"), ("fp8", "cpu")])
def test_a_precision_that_a_device_has_not_is_refused(name: str, device: str) -> None:
    with pytest.raises(WorkerError) as caught:
        precision_of(name, torch.device(device))
    assert caught.value.code == "unsupported"
    assert name in caught.value.message
