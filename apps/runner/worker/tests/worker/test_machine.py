"""What the worker says of a machine: torch's answers are faked where they would need a GPU, and nothing else is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from ratebook_worker.machine import describe_machine, describe_torch, nvidia_driver

GIB = 2**30
SOURCES = Path(__file__).parents[2] / "src"


def fake_torch(*, cuda: str | None = None, hip: str | None = None, gpus: int = 0, mps: bool = False) -> SimpleNamespace:
    return SimpleNamespace(
        __version__="2.13.0",
        version=SimpleNamespace(cuda=cuda, hip=hip),
        cuda=SimpleNamespace(
            device_count=lambda: gpus,
            get_device_properties=lambda index: SimpleNamespace(name=f"GPU {index}", total_memory=48 * GIB),
        ),
        backends=SimpleNamespace(mps=SimpleNamespace(is_available=lambda: mps)),
    )


def test_every_gpu_is_named_as_the_device_option_takes_it() -> None:
    assert describe_torch(fake_torch(cuda="13.0", gpus=2), lambda: "580.10") == {
        "version": "2.13.0",
        "build": "CUDA 13.0",
        "driver": "580.10",
        "devices": [
            {"device": "cuda:0", "name": "GPU 0", "memoryBytes": 48 * GIB},
            {"device": "cuda:1", "name": "GPU 1", "memoryBytes": 48 * GIB},
        ],
    }


def test_rocm_goes_by_the_names_of_cuda_and_has_no_nvidia_driver() -> None:
    said = describe_torch(fake_torch(hip="6.4", gpus=1), lambda: "580.10")
    assert (said["build"], said["driver"]) == ("ROCm 6.4", None)
    assert said["devices"] == [{"device": "cuda:0", "name": "GPU 0", "memoryBytes": 48 * GIB}]


def test_a_mac_has_mps_whose_memory_is_the_machines() -> None:
    assert describe_torch(fake_torch(mps=True), lambda: None)["devices"] == [
        {"device": "mps", "name": "Apple GPU", "memoryBytes": None}
    ]


def test_a_machine_without_a_gpu_has_no_driver() -> None:
    assert describe_torch(fake_torch(cuda="13.0"), nvidia_driver)["devices"] == []


def test_the_answer_is_one_line_of_json() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "ratebook_worker.machine"],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(ended.stdout)
    assert said == describe_machine()
    assert said["torchProblem"] is None
    # A build's name ("+cu130") is in torch's own version alone where the package comes from PyPI.
    assert said["torch"]["version"].partition("+")[0] == said["packages"]["torch"].partition("+")[0]
