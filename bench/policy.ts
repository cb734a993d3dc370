import { compilePolicy, parsePolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import type { Figure } from './figure.js';

const TOTAL_UPDATES = 1_000_000;
const NOTATIONS = [
  'cosine(2e-5, warmup=3%)',
  'linear(2e-4 -> 0, warmup=100)',
  'constant(0.1) until 50%; step(0.01, factor=0.1, every=100000)',
];

/** Learning rates of a million updates, for three policies: how many evaluations a second. */
export function benchPolicies(): readonly Figure[] {
  const perSecond = NOTATIONS.map((notation) => {
    const policy = valueOrThrow(compilePolicy(valueOrThrow(parsePolicy(notation)), { totalUpdates: TOTAL_UPDATES }));
    const began = process.hrtime.bigint();
    let sum = 0;
    for (let t = 0; t < TOTAL_UPDATES; t += 1) sum += policy.learningRateAt(t);
    const seconds = Number(process.hrtime.bigint() - began) / 1e9;
    if (!Number.isFinite(sum)) throw new Error(`${notation} gave a learning rate that is no number.`);
    return TOTAL_UPDATES / seconds;
  });
  return [
    {
      id: 'policy.evaluations-per-second',
      value: Math.min(...perSecond),
      unit: 'evaluations/s',
      // A trace of a million updates in under a tenth of a second.
      goal: 10_000_000,
      better: 'higher',
      about: `the slowest of ${String(NOTATIONS.length)} policies over ${TOTAL_UPDATES.toLocaleString('en-US')} updates, one core`,
    },
  ];
}
