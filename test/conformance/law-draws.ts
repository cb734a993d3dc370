import type { Draw } from './draw.js';

/** Fields of a law, beside its name. `updates` is what the law lasts, its warm-up left out. */
type FieldsOf = (draw: Draw, updates: number) => Readonly<Record<string, unknown>>;

/** What a law is drawn from: the fields, and how many sets of them show all that it can be. */
export interface LawDraw {
  readonly fields: FieldsOf;
  readonly count?: number;
}

const SHAPES = ['triangle', 'sine', 'cosine', 'sawtooth', 'sine-sawtooth', 'cosine-sawtooth'] as const;
/** Of the shapes, those that may also start high. */
const TWO_SIDED = 3;

const steps = (draw: Draw, updates: number) => ({ steps: draw.whole(1, Math.max(1, updates - 1)) });

/** A length that a law may leave out: mostly left out, as people do. */
const maybeLength = (draw: Draw, updates: number) => (draw.chance(0.75) ? {} : { length: steps(draw, updates) });

const maybeEnd = (draw: Draw, peak: number) =>
  draw.chance(0.5) ? {} : { end: draw.chance(0.85) ? draw.below(peak) : draw.learningRate() };

const lowAndHigh = (draw: Draw) => {
  const high = draw.learningRate();
  return { low: draw.chance(0.2) ? 0 : draw.below(high), high };
};

const damping = (draw: Draw, factor: readonly [number, number]) =>
  draw.pick([() => 'none', () => 'halving', () => ({ factor: draw.number(...factor, 4) })])();

const metric = { metric: 'loss' };

/** How every law of the language is drawn. A law that is not here stops the command, so that none is left out. */
export const LAW_DRAWS: Readonly<Record<string, LawDraw>> = {
  constant: { fields: (draw) => ({ learningRate: draw.learningRate() }), count: 5 },
  step: {
    fields: (draw, updates) => ({
      initial: draw.learningRate(),
      factor: draw.pick([0.1, 0.5, 0.95, draw.number(0.2, 1.4)]),
      every: steps(draw, Math.ceil(updates / 2)),
    }),
  },
  'multi-step': {
    fields: (draw, updates) => {
      const at = draw.ascending(draw.whole(1, 4), 1, updates - 1);
      const twice = draw.chance(0.25) ? [...at, at.at(-1) ?? 1] : at;
      return {
        initial: draw.learningRate(),
        factor: draw.pick([0.1, 0.5, draw.number(0.2, 1.4)]),
        at: twice.map((count) => ({ steps: count })),
      };
    },
  },
  exponential: {
    fields: (draw) => ({
      initial: draw.learningRate(),
      factor: draw.number(0.9, 1.001, 5),
      ...(draw.chance(0.4) ? { every: { steps: draw.whole(2, 20) } } : {}),
    }),
  },
  inverse: {
    fields: (draw) => ({
      initial: draw.learningRate(),
      gamma: draw.number(0.001, 0.5),
      power: draw.pick([1, 0.5, 0.75, draw.number(0.2, 2)]),
      ...(draw.chance(0.4) ? { every: { steps: draw.whole(2, 20) } } : {}),
    }),
  },
  linear: {
    fields: (draw, updates) => {
      const initial = draw.learningRate();
      return { initial, ...maybeEnd(draw, initial), ...maybeLength(draw, updates) };
    },
  },
  polynomial: {
    fields: (draw, updates) => {
      const initial = draw.learningRate();
      return {
        initial,
        ...maybeEnd(draw, initial),
        power: draw.pick([2, 0.5, 3, draw.number(0.3, 4)]),
        ...maybeLength(draw, updates),
      };
    },
  },
  sigmoid: {
    fields: (draw, updates) => ({
      initial: draw.learningRate(),
      gamma: draw.number(-0.5, 0.5),
      center: steps(draw, updates),
      ...(draw.chance(0.3) ? { unit: { steps: draw.whole(2, 10) } } : {}),
    }),
    count: 6,
  },
  cosine: {
    fields: (draw, updates) => {
      const peak = draw.learningRate();
      const cycles = draw.chance(0.7) ? {} : { cycles: draw.pick([0.25, 1, 1.5, draw.number(0.1, 3)]) };
      return { peak, ...maybeEnd(draw, peak), ...cycles, ...maybeLength(draw, updates) };
    },
    count: 10,
  },
  'cosine-restarts': {
    fields: (draw, updates) => {
      const peak = draw.learningRate();
      if (draw.chance(0.5)) {
        return { peak, ...maybeEnd(draw, peak), cycles: draw.whole(1, 5), ...maybeLength(draw, updates) };
      }
      return {
        peak,
        ...maybeEnd(draw, peak),
        first: steps(draw, Math.ceil(updates / 3)),
        multiplier: draw.pick([1, 2, 3, 1.5, draw.number(1, 2.5)]),
        decay: draw.chance(0.6) ? 1 : draw.number(0.4, 1),
      };
    },
    count: 12,
  },
  'inverse-sqrt': { fields: (draw, updates) => ({ peak: draw.learningRate(), timescale: steps(draw, updates) }) },
  noam: {
    fields: (draw, updates) => ({
      scale: draw.pick([1, 2, draw.number(0.1, 4)]),
      dimension: draw.pick([128, 512, 768]),
      warmupSteps: draw.whole(1, updates),
    }),
    count: 6,
  },
  'warmup-stable-decay': {
    fields: (draw, updates) => {
      const peak = draw.learningRate();
      const shape = draw.pick(['linear', 'cosine', 'one-minus-sqrt', 'exponential']);
      const end = shape === 'exponential' ? { end: draw.below(peak) } : maybeEnd(draw, peak);
      return { peak, ...end, decay: { steps: draw.whole(1, updates) }, shape };
    },
    count: 10,
  },
  'one-cycle': {
    fields: (draw) => ({
      peak: draw.learningRate(),
      ...(draw.chance(0.5) ? {} : { peakAt: draw.number(0.05, 0.5, 2) }),
      ...(draw.chance(0.5) ? {} : { startDivisor: draw.number(2, 50, 2), endDivisor: draw.number(2, 1000, 2) }),
      ...(draw.chance(0.6) ? {} : { anneal: 'linear' }),
      ...(draw.chance(0.7) ? {} : { phases: 3 }),
    }),
    count: 10,
  },
  wave: {
    fields: (draw, updates) => {
      const shape = draw.pick(SHAPES);
      const start = SHAPES.indexOf(shape) < TWO_SIDED && draw.chance(0.5) ? { start: 'high' } : {};
      const length = steps(draw, Math.ceil(updates / 3));
      return { shape, ...lowAndHigh(draw), length, ...start, damping: damping(draw, [0.98, 1]) };
    },
    count: 20,
  },
  cyclic: {
    fields: (draw, updates) => {
      const dampingOf = damping(draw, [0.9, 1]);
      const per = typeof dampingOf === 'object' && draw.chance(0.5) ? { dampingPer: 'update' } : {};
      const up = draw.whole(1, Math.max(1, Math.ceil(updates / 4)));
      const down = draw.chance(0.4) ? {} : { down: { steps: draw.whole(1, Math.max(1, Math.ceil(updates / 4))) } };
      return { ...lowAndHigh(draw), up: { steps: up }, ...down, damping: dampingOf, ...per };
    },
    count: 12,
  },
  rex: {
    fields: (draw, updates) => {
      const peak = draw.learningRate();
      return { peak, ...maybeEnd(draw, peak), ...maybeLength(draw, updates) };
    },
  },
  table: {
    fields: (draw, updates) => ({
      points: [0, ...draw.ascending(draw.whole(1, 6), 1, updates)].map((t) => [t, draw.learningRate()]),
      between: draw.pick(['previous', 'linear']),
    }),
    count: 6,
  },
  plateau: {
    fields: (draw) => {
      const initial = draw.learningRate();
      const rule = draw.pick(['pytorch', 'keras']);
      return {
        initial,
        factor: draw.pick([0.1, 0.5, draw.number(0.2, 0.9)]),
        patience: draw.whole(0, 3),
        threshold: draw.pick([1e-4, 0.01, 0.1]),
        ...(rule === 'pytorch' ? { thresholdMode: draw.pick(['relative', 'absolute']) } : {}),
        direction: draw.pick(['minimize', 'maximize']),
        cooldown: draw.whole(0, 2),
        ...(draw.chance(0.5) ? {} : { minimum: draw.below(initial) }),
        ...metric,
        rule,
      };
    },
    count: 12,
  },
  ladder: {
    fields: (draw) => {
      const rungs = [...new Set([draw.learningRate(), draw.learningRate(), draw.learningRate()])].sort((a, b) => a - b);
      return {
        rungs,
        startAt: draw.whole(0, rungs.length - 1),
        ...metric,
        direction: draw.pick(['minimize', 'maximize']),
        window: draw.whole(1, 4),
        threshold: draw.pick([0, 0.01, 0.1]),
        cooldown: draw.whole(0, 3),
        ...(draw.chance(0.5) ? {} : { turn: draw.number(0.2, 1, 2) }),
      };
    },
    count: 6,
  },
  switch: {
    fields: (draw, updates) => ({
      ...metric,
      direction: draw.pick(['minimize', 'maximize']),
      value: draw.number(0.5, 1.2),
      before: { law: 'constant', learningRate: draw.learningRate() },
      after: { law: 'cosine', peak: draw.learningRate() },
      atMost: { steps: draw.whole(1, updates - 1) },
    }),
    count: 6,
  },
};
