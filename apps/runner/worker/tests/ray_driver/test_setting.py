from pathlib import Path
from typing import Any

import pytest

from ratebook_ray.json_file import write_json
from ratebook_ray.setting import SETTING_FILE, Environment, SettingError, read_setting

DOCUMENT: dict[str, Any] = {
    "nonce": "n1",
    "attempt": 1,
    "cpus": 2,
    "gpus": 0.5,
    "microBatch": None,
    "dataFolder": None,
    "idleSeconds": 60,
    "environment": {"names": ["PATH"], "prefixes": ["CUDA_", "LC_"], "fixed": {"PYTHONHASHSEED": "0"}},
}


def test_a_folder_is_the_runner_s_only_with_its_nonce(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="--shared"):
        read_setting(tmp_path, "n1")
    write_json(tmp_path / SETTING_FILE, DOCUMENT)
    assert read_setting(tmp_path, "n1").gpus == 0.5
    with pytest.raises(SettingError, match=str(tmp_path)):
        read_setting(tmp_path, "n2")


def test_no_token_reaches_a_training() -> None:
    environment = Environment(frozenset({"PATH", "HTTP_PROXY"}), ("CUDA_",), {"PYTHONHASHSEED": "0"})
    variables = {
        "PATH": "/bin",
        "http_proxy": "http://proxy",
        "CUDA_VISIBLE_DEVICES": "1",
        "PYTHONHASHSEED": "random",
        "RAY_AUTH_TOKEN": "secret",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }
    assert environment.of(variables) == {
        "PATH": "/bin",
        "http_proxy": "http://proxy",
        "CUDA_VISIBLE_DEVICES": "1",
        "PYTHONHASHSEED": "0",
    }
