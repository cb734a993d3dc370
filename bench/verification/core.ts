import { forgeEvaluation } from '@ratebook/core/testing';
import { edition2026_1, verifySubmission } from '@ratebook/core/verification';
import type { Figure } from '../figure.js';
import { median } from '../figure.js';

export const TRACE_UPDATES = 10_000;
const RUNS = 3;
const [WARM_UP, TIMED] = [3, 9];

/** Core's verification of an honest submission of three runs, everything loaded beforehand. */
export function benchVerification(): readonly Figure[] {
  const forged = forgeEvaluation({ updates: TRACE_UPDATES, runs: RUNS, policies: ['cosine(0.1, warmup=10%)'] });
  const seconds: number[] = [];
  for (let index = 0; index < WARM_UP + TIMED; index += 1) {
    // Anew each time: what a check may have kept of the last one does not count.
    const evidence = structuredClone(forged.evidence());
    const began = performance.now();
    const { conclusion } = verifySubmission(evidence, edition2026_1);
    if (index >= WARM_UP) seconds.push((performance.now() - began) / 1000);
    if (conclusion !== 'accepted') throw new Error(`The forge’s honest submission was ${conclusion}.`);
  }
  return [
    {
      id: 'verify.submissions-per-second',
      value: 1 / median(seconds),
      unit: 'submissions/s',
      goal: null,
      better: 'higher',
      about: `core’s verifySubmission on an honest evaluation of ${String(RUNS)} runs with traces of ${TRACE_UPDATES.toLocaleString('en-US')} updates, one core, median of ${String(TIMED)}`,
    },
  ];
}
