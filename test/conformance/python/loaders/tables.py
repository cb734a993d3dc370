"""CSV and JSON tables, read as a program of their user would: with Python's own readers."""

import csv
import io
import json
import platform


def versions():
    return {"python": platform.python_version()}


def load(request):
    if request["language"] == "json":
        table = json.loads(request["code"])
        rates = table["learningRate"]
        return rates, {name: [rate * factor for rate in rates] for name, factor in table["groups"].items()}
    rows = list(csv.DictReader(io.StringIO(request["code"])))
    assert [int(row["update"]) for row in rows] == list(range(len(rows)))
    groups = {
        column.split(":", 1)[1]: [float(row[column]) for row in rows] for column in rows[0] if ":" in column
    }
    return [float(row["learning_rate"]) for row in rows], groups
