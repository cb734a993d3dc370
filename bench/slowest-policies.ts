import { laws } from '@ratebook/core/policy';

/** A policy whose trace costs as much as its law's may. */
export interface SlowPolicy {
  readonly law: string;
  readonly notation: string;
}

const ten = Array.from({ length: 10_000 }, (_, index) => index);
const phases = Array.from(
  { length: 1000 },
  (_, index) => `cosine(0.1)${index < 999 ? ` until ${String(1000 * (index + 1))}` : ''}`,
);
const plateau = 'plateau(0.1, factor=0.99, patience=1, metric=loss)';

/** Every law in its slowest case that somebody may mean: most boundaries and points, powers at each update, long warm-ups. */
const CASES: Readonly<Record<string, string>> = {
  constant: 'constant(0.1, warmup=99%, warmup-shape=logarithmic)',
  step: 'step(0.1, factor=0.99999, every=1)',
  'multi-step': `multi-step(0.1, factor=0.999, at=[${ten.map((index) => String(100 * index + 1)).join(', ')}])`,
  exponential: 'exponential(0.1, factor=0.99999)',
  inverse: 'inverse(0.1, gamma=1e-4, power=0.75)',
  linear: 'linear(0.1, warmup=99%, warmup-shape=cosine)',
  polynomial: 'polynomial(0.1 -> 1e-3, power=2.5)',
  cosine: 'cosine(0.1 -> 1e-3, cycles=1000)',
  sigmoid: 'sigmoid(0.1, gamma=-1e-4, center=50%)',
  'cosine-restarts': 'cosine-restarts(0.1, first=1000, multiplier=1.01, decay=0.99)',
  'inverse-sqrt': 'inverse-sqrt(0.1, timescale=100)',
  noam: 'noam(1, dimension=512, warmup-steps=500000)',
  'warmup-stable-decay': 'wsd(0.1 -> 1e-4, decay=100%, shape=exponential)',
  'one-cycle': 'one-cycle(0.1, phases=3)',
  wave: 'wave(cosine, 1e-4 .. 0.1, length=1000, damping=0.99999)',
  cyclic: 'cyclic(1e-4 .. 0.1, up=1000, down=100, damping=0.99999, damping-per=update)',
  rex: 'rex(0.1)',
  table: `table([${ten.map((index) => `${String(100 * index)}: ${String(index + 1)}`).join(', ')}], between=linear)`,
  plateau,
  ladder:
    'ladder([1e-3, 0.01, 0.1, 1], start-at=0, metric=loss, direction=minimize, window=100, threshold=0.01, cooldown=1)',
  sequence: phases.join('; '),
  switch: `switch(${plateau} -> one-cycle(0.1), metric=loss, direction=minimize, value=-1, at-most=50%)`,
};

/** Throws for a law that has no case: whoever adds a law says what is slow about it. */
export const slowestPolicies: readonly SlowPolicy[] = [...laws.map(({ name }) => name), 'sequence', 'switch'].map(
  (law) => {
    const notation = CASES[law];
    if (notation === undefined) throw new Error(`bench/slowest-policies.ts has no case for the law ${law}.`);
    return { law, notation };
  },
);
