/**
 * The state machines of closed loops as Python classes, each with `learning_rate(t)` and `observe(t, metrics)`: the same
 * rules as the laws', in the same order of operations. Times are local, evaluations ascend, and learning rates are asked
 * for in the order of the training.
 */
export type LoopClass = keyof typeof LOOP_CLASSES;

const READING = `
def reading_of(metrics, name):
    """The metric of an evaluation; None where it was not measured or is no finite number."""
    value = metrics.get(name)
    return value if value is not None and math.isfinite(value) else None`;

const OPEN = `
class Open:
    """A function of t, which no evaluation changes."""

    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def observe(self, t, metrics):
        pass`;

const PLATEAU = `
class Plateau:
    """Lowered by a factor when a metric has stopped improving, by PyTorch's rule."""

    def __init__(self, initial, metric, is_better, factor, patience, cooldown, minimum, epsilon):
        self.current, self.metric, self.is_better = initial, metric, is_better
        self.factor, self.patience, self.cooldown = factor, patience, cooldown
        self.minimum, self.epsilon = minimum, epsilon
        self.best, self.bad, self.cooling = None, 0, 0

    def learning_rate(self, t):
        return self.current

    def observe(self, t, metrics):
        value = reading_of(metrics, self.metric)
        if value is None:
            return
        if self.best is None or self.is_better(value, self.best):
            self.best, self.bad = value, 0
        else:
            self.bad += 1
        if self.cooling > 0:
            self.cooling, self.bad = self.cooling - 1, 0
        if self.bad > self.patience:
            lowered = max(self.current * self.factor, self.minimum)
            if self.current - lowered > self.epsilon:
                self.current = lowered
            self.cooling, self.bad = self.cooldown, 0`;

const KERAS_PLATEAU = `
class KerasPlateau:
    """Lowered by a factor when a metric has stopped improving, by Keras's rule."""

    def __init__(self, initial, metric, is_better, factor, patience, cooldown, minimum):
        self.current, self.metric, self.is_better = initial, metric, is_better
        self.factor, self.patience, self.cooldown, self.minimum = factor, patience, cooldown, minimum
        self.best, self.bad, self.cooling = None, 0, 0

    def learning_rate(self, t):
        return self.current

    def observe(self, t, metrics):
        value = reading_of(metrics, self.metric)
        if value is None:
            return
        if self.cooling > 0:
            self.cooling, self.bad = self.cooling - 1, 0
        if self.best is None or self.is_better(value, self.best):
            self.best, self.bad = value, 0
        elif self.cooling == 0:
            self.bad += 1
            if self.bad >= self.patience and self.current > self.minimum:
                self.current = max(self.current * self.factor, self.minimum)
                self.cooling, self.bad = self.cooldown, 0`;

const LADDER = `
class Ladder:
    """On a plateau of the metric one rung up before the turn, one down after it."""

    def __init__(self, rungs, start_at, metric, direction, window, threshold, cooldown, turns_at):
        self.rungs, self.rung, self.metric, self.best_of = rungs, start_at, metric, {"minimize": min, "maximize": max}[direction]
        self.window, self.threshold, self.cooldown, self.turns_at = window, threshold, cooldown, turns_at
        self.has_moved = False
        self.forget()

    def forget(self):
        # The best before the window is None while the window is not full.
        self.seen, self.recent, self.before = 0, [], None

    def learning_rate(self, t):
        return self.rungs[self.rung]

    def observe(self, t, metrics):
        value = reading_of(metrics, self.metric)
        if value is None:
            return
        self.seen += 1
        self.recent.append(value)
        if len(self.recent) > self.window:
            old = self.recent.pop(0)
            self.before = old if self.before is None else self.best_of(self.before, old)
        if (self.has_moved and self.seen <= self.cooldown) or self.before is None:
            return
        best = self.best_of(self.recent)
        gain = self.before - best if self.best_of is min else best - self.before
        if gain >= self.threshold * abs(self.before):
            return
        rung = min(len(self.rungs) - 1, max(0, self.rung + (1 if t < self.turns_at else -1)))
        if rung != self.rung:
            self.rung, self.has_moved = rung, True
            self.forget()`;

const WARMUP = `
class WarmUp:
    """A function of t for the first updates; what is evaluated meanwhile is not observed."""

    def __init__(self, warming, updates, inner):
        self.warming, self.updates, self.inner = warming, updates, inner

    def learning_rate(self, t):
        return self.warming(t) if t < self.updates else self.inner.learning_rate(t - self.updates)

    def observe(self, t, metrics):
        if t >= self.updates:
            self.inner.observe(t - self.updates, metrics)`;

const SEQUENCE = `
class Sequence:
    """Phases, each (start, its own time there, what it is): at a boundary the next one holds."""

    def __init__(self, phases):
        self.phases = phases

    def at(self, t):
        start, own, phase = [phase for phase in self.phases if phase[0] <= t][-1]
        return phase, t - start + own

    def learning_rate(self, t):
        phase, own = self.at(t)
        return phase.learning_rate(own)

    def observe(self, t, metrics):
        phase, own = self.at(t)
        phase.observe(own, metrics)`;

const SWITCH = `
class Switch:
    """One policy until a metric reaches a value, or an update; then another over what is left."""

    def __init__(self, updates, at_most, metric, is_reached, before, after):
        self.updates, self.at_most, self.metric, self.is_reached = updates, at_most, metric, is_reached
        self.inner, self.after, self.start, self.has_switched = before, after, 0, False

    def switch(self, t):
        self.inner, self.start, self.has_switched = self.after(self.updates - t), t, True

    def at(self, t):
        if not self.has_switched and t >= self.at_most:
            self.switch(self.at_most)
        return t - self.start

    def learning_rate(self, t):
        own = self.at(t)
        return self.inner.learning_rate(own)

    def observe(self, t, metrics):
        own = self.at(t)
        value = None if self.has_switched else reading_of(metrics, self.metric)
        if value is not None and self.is_reached(value):
            self.switch(t)
        else:
            self.inner.observe(own, metrics)`;

export const LOOP_CLASSES = {
  Open: OPEN,
  Plateau: PLATEAU,
  KerasPlateau: KERAS_PLATEAU,
  Ladder: LADDER,
  WarmUp: WARMUP,
  Sequence: SEQUENCE,
  Switch: SWITCH,
} as const;

const READERS: readonly LoopClass[] = ['Plateau', 'KerasPlateau', 'Ladder', 'Switch'];

/** The source of these classes, with what they stand on. */
export function loopClasses(names: ReadonlySet<LoopClass>): readonly string[] {
  const classes = Object.entries(LOOP_CLASSES).filter(([name]) => names.has(name as LoopClass));
  return [...(READERS.some((name) => names.has(name)) ? [READING] : []), ...classes.map(([, source]) => source)].map(
    (source) => source.trim(),
  );
}
