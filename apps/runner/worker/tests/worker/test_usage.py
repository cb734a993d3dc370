from typing import Any

import pytest
import torch

from ratebook_worker.usage import UsageMeter, energy_counter, nvml_energy_counter


class NvmlError(Exception):
    """What pynvml raises: a class of its own."""


class FakeNvml:
    """NVML with one GPU whose counter goes up by 1.5 J a reading; `failing` names calls that raise."""

    def __init__(self, *failing: str, mig: int = 0) -> None:
        self._failing = set(failing)
        self._mig = mig
        self.millijoules = 1_000_000

    def fail(self, call: str) -> None:
        self._failing.add(call)

    def _assert_works(self, call: str) -> None:
        if call in self._failing:
            raise NvmlError(call)

    def nvmlInit(self) -> None:  # noqa: N802
        self._assert_works("nvmlInit")

    def nvmlDeviceGetHandleByUUID(self, uuid: str) -> Any:  # noqa: N802
        self._assert_works("nvmlDeviceGetHandleByUUID")
        return f"handle of {uuid}"

    def nvmlDeviceGetMigMode(self, handle: Any) -> tuple[int, int]:  # noqa: N802
        assert handle == "handle of GPU-1"
        self._assert_works("nvmlDeviceGetMigMode")
        return self._mig, self._mig

    def nvmlDeviceGetTotalEnergyConsumption(self, handle: Any) -> int:  # noqa: N802
        assert handle == "handle of GPU-1"
        self._assert_works("nvmlDeviceGetTotalEnergyConsumption")
        self.millijoules += 1500
        return self.millijoules


def test_energy_is_the_difference_from_the_beginning_in_joules() -> None:
    meter = UsageMeter(torch.device("cpu"), nvml_energy_counter(FakeNvml(), "GPU-1"))
    assert [meter.read().energy_joules for _ in range(2)] == [1.5, 3.0]


def test_a_gpu_that_knows_no_mig_is_counted() -> None:
    assert nvml_energy_counter(FakeNvml("nvmlDeviceGetMigMode"), "GPU-1")() == 1001.5


@pytest.mark.parametrize(
    "nvml",
    [
        FakeNvml("nvmlInit"),
        FakeNvml("nvmlDeviceGetHandleByUUID"),
        FakeNvml("nvmlDeviceGetTotalEnergyConsumption"),
        FakeNvml(mig=1),
    ],
)
def test_where_the_counter_is_not_the_training_s_nothing_is_claimed(nvml: FakeNvml) -> None:
    meter = UsageMeter(torch.device("cpu"), nvml_energy_counter(nvml, "GPU-1"))
    assert meter.read().energy_joules is None


def test_a_counter_that_fails_in_the_middle_ends_no_training() -> None:
    nvml = FakeNvml()
    meter = UsageMeter(torch.device("cpu"), nvml_energy_counter(nvml, "GPU-1"))
    nvml.fail("nvmlDeviceGetTotalEnergyConsumption")
    assert meter.read().energy_joules is None


def test_a_cpu_has_seconds_and_memory_and_no_energy() -> None:
    device = torch.device("cpu")
    meter = UsageMeter(device, energy_counter(device))
    first, second = meter.read(), meter.read()
    assert 0 <= first.device_seconds <= second.device_seconds
    assert first.energy_joules is None
    # A process that has loaded torch holds tens of megabytes, and no terabyte.
    assert 10**7 < (first.peak_memory_bytes or 0) < 10**12
