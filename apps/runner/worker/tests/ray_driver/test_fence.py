from pathlib import Path

from ratebook_ray.fence import LOOK_EVERY, Fence
from ratebook_ray.json_file import write_json
from ratebook_ray.setting import SETTING_FILE


def test_a_driver_that_was_followed_by_another_is_kept_off_for_ever(tmp_path: Path) -> None:
    now = 0.0
    write_json(tmp_path / SETTING_FILE, {"nonce": "n1"})
    fence = Fence(tmp_path, "n1", lambda: now)
    assert fence.is_open()
    write_json(tmp_path / SETTING_FILE, {"nonce": "n2"})
    # An update takes less than a look at another machine's disk.
    assert fence.is_open()
    now += LOOK_EVERY
    assert not fence.is_open()
    write_json(tmp_path / SETTING_FILE, {"nonce": "n1"})
    now += LOOK_EVERY
    assert not fence.is_open()


def test_a_folder_that_is_gone_is_nobody_s(tmp_path: Path) -> None:
    assert not Fence(tmp_path / "gone", "n1").is_open()
