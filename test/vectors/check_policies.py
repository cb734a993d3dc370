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


class Open:
    """An open loop: a function of local time."""

    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def at(self, t, events=()):
        return self.learning_rate(t)

    def highest(self, first, last):
        return max(self.learning_rate(t) for t in range(first, last + 1))


class Closed:
    """A law that steps from state to state at each (local time, value) of its metric."""

    def __init__(self, metric, start, step, learning_rate, highest):
        self.metric, self.start, self.step, self.learning_rate, self.most = metric, start, step, learning_rate, highest

    def at(self, t, events=()):
        state = self.start
        for time, metrics in events:
            if time <= t and self.metric in metrics:
                state = self.step(state, time, metrics[self.metric])
        return self.learning_rate(state)

    def highest(self, first, last):
        return self.most


class Warmed:
    """A warm-up in front of a node, which hears nothing of what was measured during it."""

    def __init__(self, warmup, length, inner):
        self.warmup, self.length, self.inner = warmup, length, inner
        self.start = inner.at(0)

    def rising(self, t):
        shape, base = self.warmup["shape"], self.warmup["from"]
        if shape == "linear":
            share = t / self.length
        elif shape == "cosine":
            share = 0.5 * (1 - math.cos(math.pi * t / self.length))
        elif shape == "logarithmic":
            share = min(1, math.log(t + 1) / math.log(max(2, self.length)))
        else:
            share = 0
        return base + (self.start - base) * share

    def at(self, t, events=()):
        if t < self.length:
            return self.rising(t)
        later = [(time - self.length, metrics) for time, metrics in events if time >= self.length]
        return self.inner.at(t - self.length, later)

    def highest(self, first, last):
        found = [self.rising(t) for t in range(first, min(last + 1, self.length))]
        if last >= self.length:
            found.append(self.inner.highest(max(0, first - self.length), last - self.length))
        return max(found)


class Sequence:
    """Phases: (start, end, node, local time at the start). A resumed node has heard what it heard before."""

    def __init__(self, phases):
        self.phases = phases

    def at(self, t, events=()):
        index = max(i for i, (start, *_) in enumerate(self.phases) if start <= t)
        start, _, node, offset = self.phases[index]
        heard = [
            (time - begin + shift, metrics)
            for begin, end, other, shift in self.phases[: index + 1]
            if other is node
            for time, metrics in events
            if begin <= time and (time < end or end == self.phases[-1][1])
        ]
        return node.at(t - start + offset, heard)

    def highest(self, first, last):
        return max(
            node.highest(max(first, start) - start + offset, min(last, end - 1) - start + offset)
            for start, end, node, offset in self.phases
            if max(first, start) <= min(last, end - 1)
        )


class Switch:
    """`before` until the metric reaches the value, or `at_most`; then `after` for what is left."""

    def __init__(self, node, before, after_from, at_most):
        self.node, self.before, self.after_from, self.at_most = node, before, after_from, at_most

    def switched(self, t, events):
        """When it switched until t, and the events that come after."""
        for index, (time, metrics) in enumerate(events):
            if time > t or time >= self.at_most:
                break
            reading = metrics.get(self.node["metric"])
            minimize = self.node["direction"] == "minimize"
            if reading is not None and (reading <= self.node["value"] if minimize else reading >= self.node["value"]):
                return time, events[index + 1 :]
        if t < self.at_most:
            return None, events
        return self.at_most, [event for event in events if event[0] >= self.at_most]

    def at(self, t, events=()):
        start, later = self.switched(t, list(events))
        if start is None:
            return self.before.at(t, events)
        return self.after_from(start).at(t - start, [(time - start, metrics) for time, metrics in later])

    def highest(self, first, last):
        found = [self.after_from(start).highest(0, last - start) for start in range(min(self.at_most, last) + 1)]
        if first < self.at_most:
            found.append(self.before.highest(first, min(last, self.at_most - 1)))
        return max(found)


def evaluator(node, horizon, context):
    """The node for a horizon that includes its warm-up."""
    warmup = node.get("warmup")
    warming = updates_of(warmup["length"], horizon, context) if warmup else 0
    assert warming < horizon, "the warm-up fills its horizon"
    left = horizon - warming
    if node["law"] == "sequence":
        inner = sequence(node, left, context)
    elif node["law"] == "switch":
        at_most = updates_of(node["atMost"], horizon, context)
        assert at_most < left, "the switch comes inside the horizon"
        inner = Switch(
            node,
            evaluator(node["before"], left, context),
            lambda start: evaluator(node["after"], left - start, context),
            at_most,
        )
    elif node["law"] == "plateau":
        inner = plateau(node)
    elif node["law"] == "ladder":
        inner = ladder(node, left)
    else:
        inner = Open(law(node, horizon, left, context))
    return Warmed(warmup, warming, inner) if warmup else inner


def sequence(node, horizon, context):
    phases, past = [], []
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
        phases.append((start, end, part, offset))
        start = end
    return Sequence(phases)


def law(node, horizon, left, context):
    """An open loop as a function of local time; `left` is T."""

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
    if name == "sigmoid":
        center, unit = length("center"), length("unit")
        return lambda t: sigmoid(node["initial"], node["gamma"] * (t - center) / unit)
    if name == "cosine":
        whole = length("length")
        return lambda t: node["end"] + (node["peak"] - node["end"]) * 0.5 * (
            1 + math.cos(2 * math.pi * node["cycles"] * min(t, whole) / whole)
        )
    if name == "cosine-restarts":
        return growing_cycles(node, length("first")) if "first" in node else equal_cycles(node, length("length"))
    if name == "inverse-sqrt":
        scale = length("timescale")
        return lambda t: node["peak"] / math.sqrt(1 + t / scale)
    if name == "noam":
        steps = node["warmupSteps"]
        return lambda t: node["scale"] * node["dimension"] ** -0.5 * min((t + 1) ** -0.5, (t + 1) * steps**-1.5)
    if name == "warmup-stable-decay":
        return stable_decay(node, left, length("decay"))
    if name == "one-cycle":
        return one_cycle(node, left)
    if name == "wave":
        return wave(node, length("length"))
    if name == "cyclic":
        return cyclic(node, length("up"), length("down"))
    if name == "rex":
        whole = length("length")
        return lambda t: rex(node, 1 - min(t, whole) / whole)
    if name == "table":
        return table(node)
    raise ValueError(f"no law {name}")


def sigmoid(initial, x):
    if x >= 0:
        return initial / (1 + math.exp(-x))
    return initial * math.exp(x) / (1 + math.exp(x))


def half_cosine(top, end, share):
    return end + (top - end) * 0.5 * (1 + math.cos(math.pi * share))


def equal_cycles(node, whole):
    def at(t):
        if t >= whole:
            return node["end"]
        return half_cosine(node["peak"], node["end"], Fraction(node["cycles"] * t, whole) % 1)

    return at


def growing_cycles(node, first):
    """SGDR with boundaries summed exactly, on the decimals."""
    multiplier = exact(node["multiplier"])

    def at(t):
        start, span, cycle = Fraction(0), Fraction(first), 0
        while start + span <= t:
            start, span, cycle = start + span, span * multiplier, cycle + 1
        return half_cosine(node["peak"] * node["decay"] ** cycle, node["end"], float((t - start) / span))

    return at


def one_cycle(node, total):
    """OneCycleLR of PyTorch, its phases as in the contract: one that has no length is skipped."""
    peak, top = node["peak"], node["peakAt"] * total - 1
    initial = peak / node["startDivisor"]
    final = initial / node["endDivisor"]
    if node["phases"] == 2:
        planned = [(top, initial, peak), (total - 1, peak, final)]
    else:
        planned = [(top, initial, peak), (2 * node["peakAt"] * total - 2, peak, initial), (total - 1, initial, final)]
    phases, start = [], 0
    for end, low, high in planned:
        if end > start:
            phases.append((start, end, low, high))
            start = end

    def at(t):
        t = min(t, total - 1)
        for start, end, a, b in phases:
            if t <= end:
                share = (t - start) / (end - start)
                return a + (b - a) * share if node["anneal"] == "linear" else half_cosine(a, b, share)
        return final

    return at


def damped(node, cycles, times):
    if node["damping"] == "none":
        return 1
    return 0.5**cycles if node["damping"] == "halving" else node["damping"]["factor"] ** times


def wave(node, l):
    """LRBench's functions, T, S, C, U and R of the local time."""
    shape, low, span = node["shape"], node["low"], node["high"] - node["low"]

    def at(t):
        moved = t + l if node["start"] == "high" else t
        if shape.endswith("sawtooth"):
            r = (-t % l) / l
            height = {
                "sawtooth": r,
                "sine-sawtooth": math.sin(math.pi * r / 2),
                "cosine-sawtooth": 0.5 * (1 - math.cos(math.pi * r)),
            }[shape]
            return span * height * damped(node, t // l, t) + low
        if shape == "triangle":
            height = 1 - abs(Fraction(moved % (2 * l), l) - 1)
        elif shape == "sine":
            height = abs(math.sin(math.pi * (moved % (2 * l)) / (2 * l)))
        else:
            height = 0.5 * (1 + math.cos(math.pi * (moved / l + 1)))
        return span * float(height) * damped(node, moved // (2 * l), t) + low

    return at


def cyclic(node, up, down):
    """CyclicLR of PyTorch."""
    low, span = node["low"], node["high"] - node["low"]

    def at(t):
        cycle, x = divmod(Fraction(t, up + down), 1)
        ratio = Fraction(up, up + down)
        height = x / ratio if x <= ratio else (x - 1) / (ratio - 1)
        times = t if node.get("dampingPer") == "update" else int(cycle)
        return low + span * float(height) * damped(node, int(cycle), times)

    return at


def rex(node, z):
    return node["end"] + (node["peak"] - node["end"]) * z / (0.1 + 0.9 * z)


def table(node):
    points = node["points"]

    def at(t):
        index = max(i for i, (begin, _) in enumerate(points) if begin <= t)
        begin, value = points[index]
        if node["between"] == "previous" or index == len(points) - 1:
            return value
        end, following = points[index + 1]
        return value + (following - value) * float(Fraction(t - begin, end - begin))

    return at


def plateau(node):
    minimize, threshold = node["direction"] == "minimize", node["threshold"]

    def is_better(value, best):
        if best is None:
            return True
        if node["thresholdMode"] == "relative":
            bar = best * (1 - threshold) if minimize else best * (1 + threshold)
        else:
            bar = best - threshold if minimize else best + threshold
        return value < bar if minimize else value > bar

    def pytorch(state, _, value):
        rate, best, bad, cooldown = state
        if is_better(value, best):
            best, bad = value, 0
        else:
            bad += 1
        if cooldown > 0:
            cooldown -= 1
            bad = 0
        if bad > node["patience"]:
            reduced = max(rate * node["factor"], node["minimum"])
            if rate - reduced > node["epsilon"]:
                rate = reduced
            cooldown, bad = node["cooldown"], 0
        return rate, best, bad, cooldown

    def keras(state, _, value):
        rate, best, bad, cooldown = state
        if cooldown > 0:
            cooldown -= 1
            bad = 0
        if is_better(value, best):
            best, bad = value, 0
        elif cooldown == 0:
            bad += 1
            if bad >= node["patience"] and rate > node["minimum"]:
                rate = max(rate * node["factor"], node["minimum"])
                cooldown, bad = node["cooldown"], 0
        return rate, best, bad, cooldown

    step = pytorch if node["rule"] == "pytorch" else keras
    start = (node["initial"], None, 0, 0)
    return Closed(node["metric"], start, step, lambda state: state[0], node["initial"])


def ladder(node, total):
    """State: the rung, the values since the last move, and whether there was one."""
    best = min if node["direction"] == "minimize" else max
    window, rungs = node["window"], node["rungs"]

    def step(state, t, value):
        rung, values, moved = state
        values = [*values, value]
        stay = rung, values, moved
        if (moved and len(values) <= node["cooldown"]) or len(values) <= window:
            return stay
        before, last = best(values[:-window]), best(values[-window:])
        gain = before - last if best is min else last - before
        if gain >= node["threshold"] * abs(before):
            return stay
        up = t < exact(node["turn"]) * total
        target = min(len(rungs) - 1, rung + 1) if up else max(0, rung - 1)
        return stay if target == rung else (target, [], True)

    return Closed(node["metric"], (node["startAt"], [], False), step, lambda state: rungs[state[0]], max(rungs))


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
        if key == "points":
            return [learning_rate for _, learning_rate in value]
        return value if key == "rungs" else [found for inner in value for found in rates_in(inner)]
    return [value] if key in RATE_FIELDS else []


def divided(value, largest, key=""):
    if isinstance(value, dict):
        return {name: divided(inner, largest, name) for name, inner in value.items()}
    if isinstance(value, list):
        if key == "points":
            return [[t, divided(inner, largest, "learningRate")] for t, inner in value]
        return [divided(inner, largest, "learningRate" if key == "rungs" else "") for inner in value]
    return float(f"{value / largest:.11e}") if key in RATE_FIELDS else value


def check(vector):
    document, context = vector["document"], vector["context"]
    total = context["totalUpdates"]
    node = evaluator(document, total, context)
    events = [(event["t"], event["metrics"]) for event in vector.get("events", [])]
    computed = [node.at(t, events) for t in vector["updates"]]
    peak = node.highest(0, total - 1)
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
