"""Checks policies.json against contracts alone: Python 3, standard library, nothing of the project's own code.

Learning rates come from the formulas of the policy language, lengths from exact fractions of the decimals as they
print, hashes from RFC 8785 written out below. Exit 0: everything agrees. Exit 1: the differences are printed.
"""

import hashlib
import json
import math
import sys
from fractions import Fraction
from pathlib import Path

TOLERANCE_OF_PEAK = 1e-12
RATE_FIELDS = {"learningRate", "initial", "end", "peak", "low", "high", "from", "scale", "minimum", "epsilon"}


def exact(number):
    return Fraction(repr(number))


def updates_of(length, horizon, context):
    ((unit, value),) = length.items()
    if unit == "steps":
        return value
    if unit == "ratio":
        return math.ceil(exact(value) * horizon)
    if unit == "epochs":
        return math.ceil(exact(value) * exact(context["updatesPerEpoch"]))
    return math.ceil(exact(value) / exact(context["tokensPerUpdate"]))


def evaluator(node, horizon, context):
    """A function of the node's local time. `horizon` includes the node's warm-up."""
    warmup = node.get("warmup")
    warming = updates_of(warmup["length"], horizon, context) if warmup else 0
    assert warming < horizon, "the warm-up fills its horizon"
    left = horizon - warming
    after = sequence(node, left, context) if node["law"] == "sequence" else law(node, horizon, left, context)
    if not warmup:
        return after
    start, base = after(0), warmup["from"]

    def warmed(t):
        if t >= warming:
            return after(t - warming)
        if warmup["shape"] == "linear":
            share = t / warming
        elif warmup["shape"] == "cosine":
            share = 0.5 * (1 - math.cos(math.pi * t / warming))
        elif warmup["shape"] == "logarithmic":
            share = min(1, math.log(t + 1) / math.log(max(2, warming)))
        else:
            share = 0
        return base + (start - base) * share

    return warmed


def sequence(node, horizon, context):
    starts, parts, offsets, past = [], [], [], []
    start = 0
    for phase in node["phases"]:
        end = updates_of(phase["until"], horizon, context) if "until" in phase else horizon
        assert start < end <= horizon, "boundaries ascend inside the horizon"
        part, offset = None, 0
        if phase.get("resume"):
            for policy, earlier, stopped in reversed(past):
                if policy == phase["policy"]:
                    part, offset = earlier, stopped
                    break
            assert part is not None, "nothing to resume"
        else:
            part = evaluator(phase["policy"], end - start, context)
        past.append((phase["policy"], part, offset + end - start))
        starts.append(start)
        parts.append(part)
        offsets.append(offset)
        start = end

    def at(t):
        index = max(i for i, begin in enumerate(starts) if begin <= t)
        return parts[index](t - starts[index] + offsets[index])

    return at


def law(node, horizon, left, context):
    def length(name):
        return updates_of(node[name], horizon, context) if name in node else left

    name = node["law"]
    if name == "constant":
        return lambda t: node["learningRate"]
    if name == "step":
        every = length("every")
        return lambda t: node["initial"] * node["factor"] ** (t // every)
    if name == "multi-step":
        at = [updates_of(one, horizon, context) for one in node["at"]]
        return lambda t: node["initial"] * node["factor"] ** sum(1 for boundary in at if boundary <= t)
    if name == "exponential":
        every = length("every")
        return lambda t: node["initial"] * node["factor"] ** (t / every)
    if name == "inverse":
        every = length("every")
        return lambda t: node["initial"] * (1 + node["gamma"] * t / every) ** -node["power"]
    if name == "linear":
        whole = length("length")
        return lambda t: node["initial"] + (node["end"] - node["initial"]) * (min(t, whole) / whole)
    if name == "polynomial":
        whole = length("length")
        return lambda t: node["end"] + (node["initial"] - node["end"]) * (1 - min(t, whole) / whole) ** node["power"]
    if name == "cosine":
        whole = length("length")
        return lambda t: node["end"] + (node["peak"] - node["end"]) * 0.5 * (
            1 + math.cos(2 * math.pi * node["cycles"] * min(t, whole) / whole)
        )
    if name == "inverse-sqrt":
        scale = length("timescale")
        return lambda t: node["peak"] / math.sqrt(1 + t / scale)
    if name == "warmup-stable-decay":
        return stable_decay(node, left, length("decay"))
    raise ValueError(f"no law {name}")


def stable_decay(node, left, decay):
    assert decay <= left, "the decay is longer than what is left"
    peak, end, shape = node["peak"], node["end"], node["shape"]

    def at(t):
        if t < left - decay:
            return peak
        p = min(1, (t - (left - decay)) / decay)
        if shape == "linear":
            return peak + (end - peak) * p
        if shape == "cosine":
            return end + (peak - end) * 0.5 * (1 + math.cos(math.pi * p))
        if shape == "one-minus-sqrt":
            return end + (peak - end) * (1 - math.sqrt(p))
        return peak * (end / peak) ** p

    return at


def number_text(value):
    """A number as ECMAScript prints it (RFC 8785 section 3.2.2.3)."""
    if value == 0:
        return "0"
    if value < 0:
        return "-" + number_text(-value)
    mantissa, _, power = f"{float(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(power or 0) - (len(whole + fraction) - len((whole + fraction).lstrip("0")))
    digits = digits.rstrip("0")
    if 0 < point <= 21:
        return digits.ljust(point, "0") if len(digits) <= point else f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{tail}e{'+' if point > 0 else '-'}{abs(point - 1)}"


def canonical(value):
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{','.join(map(canonical, value))}]"
    keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
    return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"


def digest(value):
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def rates_in(value, key=""):
    if isinstance(value, dict):
        return [found for name, inner in value.items() for found in rates_in(inner, name)]
    if isinstance(value, list):
        return [found for inner in value for found in rates_in(inner)]
    return [value] if key in RATE_FIELDS else []


def divided(value, largest, key=""):
    if isinstance(value, dict):
        return {name: divided(inner, largest, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [divided(inner, largest) for inner in value]
    return float(f"{value / largest:.11e}") if key in RATE_FIELDS else value


def check(vector):
    document, context = vector["document"], vector["context"]
    total = context["totalUpdates"]
    at = evaluator(document, total, context)
    computed = [at(t) for t in vector["updates"]]
    peak = max(at(t) for t in range(total))
    problems = [
        f"update {t}: {ours!r}, committed {theirs!r}"
        for t, ours, theirs in zip(vector["updates"], computed, vector["learningRates"], strict=True)
        if not abs(ours - theirs) <= TOLERANCE_OF_PEAK * peak
    ]
    if not abs(peak - vector["peakLearningRate"]) <= TOLERANCE_OF_PEAK * peak:
        problems.append(f"peak: {peak!r}, committed {vector['peakLearningRate']!r}")
    if digest(document) != vector["policyHash"]:
        problems.append("policyHash")
    largest = max(rates_in(document))
    if digest(divided(document, largest) if largest else document) != vector["shapeHash"]:
        problems.append("shapeHash")
    return problems


def main():
    vectors = json.loads(Path(__file__).with_name("policies.json").read_text("utf-8"))["vectors"]
    failed = 0
    for vector in vectors:
        for problem in check(vector):
            failed += 1
            print(f"{vector['notation']}: {problem}")
    print(f"{len(vectors)} policies, {failed} differences")
    return 1 if failed or not vectors else 0


if __name__ == "__main__":
    sys.exit(main())
