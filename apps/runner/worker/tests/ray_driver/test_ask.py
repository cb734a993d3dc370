from pathlib import Path
from typing import Any

import pytest

from ratebook_ray.ask import read_ask
from ray_driver.documents import ask


def test_learning_rates_are_handed_out_to_the_next_evaluation_and_no_further_than_asked(tmp_path: Path) -> None:
    wanted = ask(tmp_path, 8)
    assert [wanted.rates_until(made) for made in (0, 3, 4, 5, 7, 8)] == [4, 4, 8, 8, 8, 8]


def test_a_group_that_the_policy_does_not_name_has_the_default_s(tmp_path: Path) -> None:
    rates = {"default": [1.0, 2.0, 3.0, 4.0], "lora-b": [16.0, 32.0, 48.0, 64.0]}
    assert ask(tmp_path, 4, rates).rates(1, 3, ["default", "lora-a", "lora-b"]) == {
        "default": [2.0, 3.0],
        "lora-a": [2.0, 3.0],
        "lora-b": [32.0, 48.0],
    }


def test_only_the_last_evaluation_is_the_end(tmp_path: Path) -> None:
    assert [ask(tmp_path, until).is_whole for until in (4, 8, 12)] == [False, False, True]


@pytest.mark.parametrize(
    "changes",
    [
        {"until": 5},
        {"until": None},
        {"learningRates": {"default": [0.1] * 3}},
        {"learningRates": {"head": [0.1] * 4}},
        {"learningRates": {"default": [0.1] * 4, "head": [0.1] * 3}},
        {"start": {}},
        {"start": None},
    ],
)
def test_what_is_no_ask_is_refused_by_its_name(tmp_path: Path, changes: dict[str, Any]) -> None:
    document = {"index": 0, "until": 4, "start": ask(tmp_path, 4).start, "learningRates": {"default": [0.1] * 4}}
    read_ask("0-4", document)
    with pytest.raises(ValueError, match="3-4"):
        read_ask("3-4", {**document, **changes})
