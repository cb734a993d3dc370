import json

import pytest

from ratebook_worker.fitting import asked_micro_batch, largest_fitting
from ratebook_worker.options import Options
from ratebook_worker.protocol import Start, parse_message
from worker.documents import ASSETS, Json, recipe, start, task, trainer


@pytest.mark.parametrize(
    ("size", "room", "found", "tried"),
    [
        (32, 16, 16, [1, 16]),
        (32, 5, 4, [1, 16, 8, 4]),
        (32, 1, 1, [1, 16, 8, 4, 2]),
        (32, 0, None, [1]),
        (7, 3, 3, [1, 3]),
        (1, 0, None, []),
    ],
)
def test_halves_are_tried_until_one_fits(size: int, room: int, found: int | None, tried: list[int]) -> None:
    tries: list[int] = []

    def fits(micro_batch: int) -> bool:
        tries.append(micro_batch)
        return micro_batch <= room

    assert largest_fitting(size, fits) == found
    assert tries == tried


@pytest.mark.parametrize(
    ("option", "of_task", "batch", "expected"),
    [
        (None, None, {"size": 32, "unit": "examples"}, 32),
        (None, 8, {"size": 32, "unit": "examples"}, 8),
        (4, 8, {"size": 32, "unit": "examples"}, 4),
        (None, None, {"size": 4096, "unit": "tokens"}, 16),
    ],
)
def test_what_did_not_fit_is_what_was_asked_for(
    option: int | None, of_task: int | None, batch: Json, expected: int
) -> None:
    document = task(trainer("causal-lm", microBatch=of_task, sequenceLength=256), "0" * 64)
    message = start(document, ASSETS, recipe={**recipe(), "batch": batch})
    parsed = parse_message(json.dumps(message))
    assert isinstance(parsed, Start)
    assert asked_micro_batch(parsed, Options(option, ASSETS, ASSETS)) == expected
