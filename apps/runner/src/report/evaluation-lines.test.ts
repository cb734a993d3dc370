import { describe, expect, it } from 'vitest';
import { smallJob } from '../executor/testing/small-job.js';
import type { FinishedRun } from '../job/finished-run.js';
import { evaluationResult, scalesOf } from '../job/evaluation-result.js';
import { evaluationLines } from './evaluation-lines.js';
import { evaluationSummary } from './html/evaluation-summary.js';

const job = smallJob('digits-mlp', ['linear(0.1)', 'linear(0.05)', 'linear(0.2)']);

/** Runs that end at these accuracies, null for one that diverged; job order: seed by seed, arm by arm. */
function endings(...values: readonly (number | null)[]): readonly FinishedRun[] {
  return values.map((accuracy, index) => ({
    run: {
      ...job.runs[index]!,
      ...(accuracy === null
        ? { status: 'diverged' as const, reason: 'the loss was not a finite number at update 3' }
        : { status: 'completed' as const, reason: null }),
      learningRateSemantics: 'applied',
      evaluations: [
        { t: 0, split: 'validation', metrics: { accuracy: 0.1, loss: 2.3 } },
        ...(accuracy === null ? [] : [{ t: 240, split: 'test' as const, metrics: { accuracy, loss: 0.5 } }]),
      ],
      cost: { updates: 240, examples: 7680, tokens: null, flops: null },
      firstNonFiniteUpdate: accuracy === null ? 3 : null,
      ...{ trace: 't', timing: 'u', predictions: accuracy === null ? null : 'p', events: null },
    },
    artefacts: new Map([
      ['t', JSON.stringify({ update: [0, 1], learningRate: [0.1, 0.05], loss: [1, 0.25] })],
      [
        'u',
        JSON.stringify({
          ...{ update: [240], wallSeconds: [30], deviceSeconds: [40] },
          ...{ energyJoules: [7200], peakMemoryBytes: [3 * 2 ** 30] },
        }),
      ],
      ['p', JSON.stringify({ item: [0, 1], predicted: [3, 4], logLoss: [0, Math.log(4)] })],
    ]),
    ready: null,
    startLoss: 2.3,
    endLoss: 0.5,
  }));
}

const scaled = [
  { original: 0, factor: 0.5, arm: 1 },
  { original: 0, factor: 2, arm: 2 },
];
const result = evaluationResult(job, endings(0.9, 0.8, null, 0.94, 0.82, null), { asked: 1, scaled, metrics: null });

describe('what an evaluation says', () => {
  it('has utility, cost and robustness of the policies that were asked for', () => {
    const text = evaluationLines(result, 100).join('\n');
    expect(text).toMatch(/0\.625 ± 0\.530 +100\.0% +0\.250 ± 0\.000 +linear\(0\.1\)/);
    expect(text).toMatch(/480 +15,360 +– +80 s +4\.00 Wh +3\.0 GiB +linear\(0\.1\)/);
    expect(text).toMatch(/×0\.5 +×1 +×2 +policy\n0\.8100 +0\.9200 +– +linear\(0\.1\)/);
    expect(text).not.toContain('Secondary metrics');
  });

  it('fits into the terminal, a policy that does not below its row', () => {
    for (const line of evaluationLines(result, 60).slice(3)) expect(line.length).toBeLessThanOrEqual(80);
    expect(evaluationLines(result, 60)).toContain('  linear(0.1)');
  });

  it('orders scales by their factor, the policy itself among them', () => {
    expect(scalesOf(result, 0).map(({ factor }) => factor)).toEqual([0.5, 1, 2]);
  });

  it('says the same on a page, with every run and why it ended', () => {
    const page = evaluationSummary(result);
    expect(page).toContain('diverged: the loss was not a finite number at update 3');
    expect(page).toContain('0.9200 ± 0.0283');
    expect(page).toContain('4.00 Wh');
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('names secondary metrics, and says that they are not sent', () => {
    const metrics = Array.from({ length: 14 }, (_, index) => ({
      ...{ task: `task-${String(index)}`, taskVersion: null, shots: 5, metric: 'acc', filter: null },
      ...{ value: 0.5, standardError: 0.01 },
    }));
    const whole = { layout: '0.4' as const, harnessVersion: '0.4.13', modelSha: null, metrics };
    const text = evaluationLines({ ...result, metrics: whole }, 80).join('\n');
    expect(text).toContain('they are not submitted');
    expect(text).toMatch(/task-11 acc 5-shot +0\.5000 ± 0\.0100\nand 2 more in the summary/);
    expect(evaluationSummary({ ...result, metrics: whole })).toContain('task-13');
  });
});
