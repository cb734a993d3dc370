import os
from pathlib import Path
from typing import Any

import pytest

from ratebook_ray.json_file import write_json
from ratebook_ray.setting import SETTING_FILE, Environment, SettingError, assert_same_user, read_setting

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


def test_a_folder_that_cannot_be_read_is_said_to_be_another_user_s(tmp_path: Path) -> None:
    # Root reads every file, but no folder as one.
    (tmp_path / SETTING_FILE).mkdir()
    with pytest.raises(SettingError, match=r"cannot read .* must be the same user"):
        read_setting(tmp_path, "n1")


def test_what_is_written_here_must_be_the_runner_s_own(tmp_path: Path) -> None:
    write_json(tmp_path / SETTING_FILE, DOCUMENT)
    (tmp_path / "n1").mkdir()
    assert_same_user(tmp_path, tmp_path / "n1")
    with pytest.raises(SettingError, match=r"cannot write in .* must be the same user"):
        assert_same_user(tmp_path, tmp_path / "n2")
    if os.geteuid() == 0:
        os.chown(tmp_path / SETTING_FILE, 1, -1)
        with pytest.raises(SettingError, match="as another user than the runner"):
            assert_same_user(tmp_path, tmp_path / "n1")


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
