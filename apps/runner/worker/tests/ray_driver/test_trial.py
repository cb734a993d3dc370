"""What a trial tells Tune where its machine can train nothing of the study."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ratebook_ray.json_file import write_json
from ratebook_ray.setting import SETTING_FILE
from ray_driver.documents import ask
from ray_driver.test_setting import DOCUMENT

tune = pytest.importorskip("ray.tune", reason="Ray is not installed")

from ratebook_ray.trial import train_ask  # noqa: E402


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What Tune is told: outside of a trial it takes nothing."""
    results: list[dict[str, Any]] = []
    monkeypatch.setattr(tune, "report", results.append)
    return results


def begin(folder: Path, document: object) -> dict[str, str]:
    """The folder as the runner leaves it, and the trial's configuration."""
    (folder / "n1" / "asks").mkdir(parents=True)
    write_json(folder / SETTING_FILE, DOCUMENT)
    write_json(folder / "n1" / "asks" / "0-4.json", document)
    return {"folder": str(folder), "nonce": "n1", "ask": "0-4"}


def test_a_machine_that_does_not_see_the_folder_refuses_with_what_to_do(
    tmp_path: Path, told: list[dict[str, Any]]
) -> None:
    train_ask({"folder": str(tmp_path / "elsewhere"), "nonce": "n1", "ask": "0-4"})
    assert (told[0]["outcome"], told[0]["fault"]["code"]) == ("refused", "ray.folder")
    assert told[0]["fault"]["message"].startswith("This machine of the cluster")
    assert "--shared" in told[0]["fault"]["message"]


def test_an_ask_of_another_release_refuses(tmp_path: Path, told: list[dict[str, Any]]) -> None:
    train_ask(begin(tmp_path, {"index": 0}))
    assert told[0]["outcome"] == "refused"
    assert "does not understand what is asked (0-4" in told[0]["fault"]["message"]


def test_a_run_s_folder_that_is_not_to_be_written_refuses(tmp_path: Path, told: list[dict[str, Any]]) -> None:
    (tmp_path / "run").write_text("a file where the folder belongs")
    wanted = ask(tmp_path / "run", 4)
    document = {"index": 0, "until": 4, "start": wanted.start, "learningRates": wanted.learning_rates}
    train_ask(begin(tmp_path, document))
    assert told[0]["outcome"] == "refused"
    assert "cannot train" in told[0]["fault"]["message"]


def test_an_ask_that_was_taken_away_is_done(tmp_path: Path, told: list[dict[str, Any]]) -> None:
    train_ask({**begin(tmp_path, {}), "ask": "1-4"})
    assert told == [{"updates": 0, "outcome": "stopped"}]
