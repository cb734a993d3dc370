import { compilePolicy, parsePolicy, type PolicyEvent } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { type Figure, median } from './figure.js';
import { slowestPolicies } from './slowest-policies.js';

const TOTAL_UPDATES = 1_000_000;
const ROUNDS = 5;
const NOTATIONS = [
  'cosine(2e-5, warmup=3%)',
  'linear(2e-4 -> 0, warmup=100)',
  'constant(0.1) until 50%; step(0.01, factor=0.1, every=100000)',
];

/** Evaluations that a closed loop answers to: a thousand, falling and flat in turns. */
const EVENTS: readonly PolicyEvent[] = Array.from({ length: 1000 }, (_, index) => ({
  t: (index * TOTAL_UPDATES) / 1000,
  metrics: { loss: 1 / (1 + Math.floor(index / 10)) },
}));

/**
 * Learning rates of a million updates: evaluations a second and the time for the whole trace, for three policies that
 * people use; and the time for the trace of each law in its slowest case.
 */
export function benchPolicies(): readonly Figure[] {
  const milliseconds = Math.max(...NOTATIONS.map((notation) => traceMilliseconds(notation)));
  const about = `the slowest of ${String(NOTATIONS.length)} policies over ${TOTAL_UPDATES.toLocaleString('en-US')} updates, compiled anew, one core`;
  return [
    {
      id: 'policy.evaluations-per-second',
      value: (TOTAL_UPDATES / milliseconds) * 1000,
      unit: 'evaluations/s',
      goal: 10_000_000,
      better: 'higher',
      about,
    },
    { id: 'policy.trace-of-a-million-ms', value: milliseconds, unit: 'ms', goal: 100, better: 'lower', about },
    ...slowestPolicies.map(({ law, notation }): Figure => ({
      id: `policy.trace-of-a-million-ms.${law}`,
      value: traceMilliseconds(notation),
      unit: 'ms',
      goal: 100,
      better: 'lower',
      about: `\`${shortened(notation)}\`, read and compiled anew`,
    })),
  ];
}

function traceMilliseconds(notation: string): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const began = performance.now();
    const policy = valueOrThrow(compilePolicy(valueOrThrow(parsePolicy(notation)), { totalUpdates: TOTAL_UPDATES }));
    const learningRates = new Float64Array(TOTAL_UPDATES);
    const learningRateAt = policy.replay(EVENTS);
    for (let t = 0; t < TOTAL_UPDATES; t += 1) learningRates[t] = learningRateAt(t);
    const elapsed = performance.now() - began;
    if (!learningRates.every((learningRate) => Number.isFinite(learningRate)))
      throw new Error(`${notation} gave a learning rate that is no number.`);
    return elapsed;
  });
  return median(rounds);
}

const SHOWN_CHARACTERS = 80;

function shortened(notation: string): string {
  return notation.length <= SHOWN_CHARACTERS ? notation : `${notation.slice(0, SHOWN_CHARACTERS)}…`;
}
