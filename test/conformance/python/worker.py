"""Loads exported policies with the real library: JSON lines in, JSON lines out.

    python worker.py LOADER

First line out: {"versions": {package: version}}. Then, for each request, {"learningRates": [...]} with the learning
rate that the library applies at every update, {"groups": {name: [...]}} beside it where parameter groups were asked
for, or {"error": "..."}.
"""

import gc
import importlib
import json
import math
import os
import sys
import traceback


def finite_or_none(value):
    value = float(value)
    return value if math.isfinite(value) else None


def answer(loader, request):
    try:
        loaded = loader.load(request)
    except Exception as error:
        traceback.print_exc()
        return {"error": f"{type(error).__name__}: {error}"[:2000]}
    learning_rates, groups = loaded if isinstance(loaded, tuple) else (loaded, {})
    return {
        "learningRates": [finite_or_none(value) for value in learning_rates],
        "groups": {name: [finite_or_none(value) for value in values] for name, values in groups.items()},
    }


def main():
    # Libraries print what they like: the answers go out through a descriptor that only this file knows.
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    sys.stdout = sys.stderr

    def say(message):
        out.write(json.dumps(message, allow_nan=False) + "\n")
        out.flush()

    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    loader = importlib.import_module(f"loaders.{sys.argv[1]}")
    # Trainers collect garbage after every run: half a second over all that was imported, unless that is set apart.
    gc.collect()
    gc.freeze()
    say({"versions": loader.versions()})
    for line in sys.stdin:
        say(answer(loader, json.loads(line)))


if __name__ == "__main__":
    main()
