import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ratebook_worker.errors import WorkerError
from ratebook_worker.protocol import Checkpoint, End, Rates, Start, Writer, parse_message
from worker.documents import WORKER, start, task, trainer

START = start(task(trainer("lenet"), "0" * 64), Path("/runs/1"))


def test_the_protocol_is_read_where_torch_is_not_installed() -> None:
    code = "import sys, ratebook_worker.__main__; sys.exit('torch' in sys.modules or 'numpy' in sys.modules)"
    status = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(WORKER / "src")}, check=False)
    assert status.returncode == 0


def test_a_start_is_read_field_by_field() -> None:
    checkpoint = {"t": 4, "path": "/runs/1/checkpoint-4.pt", "sha256": "ab"}
    parsed = parse_message(json.dumps({**START, "resumeFrom": checkpoint}))
    assert isinstance(parsed, Start)
    assert parsed.resume_from == Checkpoint(4, "/runs/1/checkpoint-4.pt", "ab")
    assert (parsed.evaluate_at, parsed.last_update, parsed.budget_updates) == ((0, 4, 12), 12, 12)
    assert parsed.trainer["net"] == "lenet"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("task", None),
        ("recipe", []),
        ("budget", {}),
        ("seed", -1),
        ("seed", True),
        ("dataSeed", 1.5),
        ("device", ""),
        ("directory", 3),
        ("resumeFrom", {"t": 1, "path": "p"}),
        ("checkpointEvery", 0),
        ("evaluateAt", []),
        ("evaluateAt", [0]),
        ("evaluateAt", [4, 4]),
        ("evaluateAt", ["4"]),
    ],
)
def test_a_wrong_field_of_a_start_is_named(field: str, value: Any) -> None:
    with pytest.raises(WorkerError) as caught:
        parse_message(json.dumps({**START, field: value}))
    inner = {"budget": "updates", "resumeFrom": "sha256"}
    assert inner.get(field, field) in caught.value.message
    assert "expected" in caught.value.message


def test_a_field_that_is_left_out_is_not_the_same_as_null() -> None:
    with pytest.raises(WorkerError, match="checkpointEvery: null"):
        parse_message(json.dumps({key: value for key, value in START.items() if key != "checkpointEvery"}))


def test_another_version_of_the_protocol_is_refused() -> None:
    with pytest.raises(WorkerError, match="protocol 2") as caught:
        parse_message(json.dumps({**START, "protocol": 2}))
    assert caught.value.code == "unsupported"


def test_learning_rates_are_read_by_group() -> None:
    line = json.dumps({"type": "rates", "from": 3, "learningRates": {"default": [0, 0.1], "lora-b": [1e-3, 2]}})
    assert parse_message(line) == Rates(3, {"default": (0.0, 0.1), "lora-b": (1e-3, 2.0)})


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-1e-9", "1e999", "true", "null", "1" + "0" * 400])
def test_a_learning_rate_that_is_no_finite_number_from_0_is_refused(value: str) -> None:
    with pytest.raises(WorkerError) as caught:
        parse_message(f'{{"type":"rates","from":0,"learningRates":{{"default":[0.1,{value}]}}}}')
    assert caught.value.code == "non-finite"


@pytest.mark.parametrize(
    "rates",
    [
        {"from": 0, "learningRates": {"lora-b": [1]}},
        {"from": -1, "learningRates": {"default": [1]}},
        {"learningRates": {"default": [1]}},
        {"from": 0, "learningRates": {"default": [1], "lora-b": [1, 2]}},
        {"from": 0, "learningRates": [1]},
    ],
)
def test_rates_of_another_shape_are_refused(rates: dict[str, Any]) -> None:
    with pytest.raises(WorkerError):
        parse_message(json.dumps({"type": "rates", **rates}))


@pytest.mark.parametrize("line", ["{", "[]", '{"type":"stop"}', '"start"', "{}"])
def test_a_line_that_is_no_message_is_an_error_and_nothing_else(line: str) -> None:
    with pytest.raises(WorkerError, match="The runner sent"):
        parse_message(line)


def test_both_ends_are_read() -> None:
    assert parse_message('{"type":"finish","reason":"pruned"}') == End("finish")
    assert parse_message('{"type":"abort","reason":"Ctrl-C"}') == End("abort")


def test_nothing_that_json_cannot_carry_is_written() -> None:
    stream = io.StringIO()
    writer = Writer(stream)
    with pytest.raises(ValueError, match="JSON"):
        writer.send("update", loss=float("nan"))
    assert stream.getvalue() == ""
    writer.send("update", loss=None)
    assert stream.getvalue() == '{"type":"update","loss":null}\n'
