import { largestLearningRateField } from '../../policy/index.js';
import { type RangePoint, readRange, type RangeTest } from '../../range-test/index.js';
import type { Submission } from '../../submission/index.js';
import type { VerificationCase } from '../case.js';
import { type Check, EVERY_STANDING, onSubmission } from '../check.js';
import { failed, notApplicable, passed } from '../verdict.js';

/** What the runs say at a point's learning rate and seed, or null where no run is its. */
function measuredPoint(submission: Submission, examined: VerificationCase, point: RangePoint, prefixUpdates: number) {
  const run = submission.runs.find(({ arm, seed }) => {
    const policy = examined.arms[arm]?.policy;
    return seed === point.seed && policy?.ok === true && largestLearningRateField(policy.value) === point.learningRate;
  });
  if (run === undefined) return null;
  const lossAt = (t: number) =>
    run.evaluations.find((one) => one.split === 'validation' && one.t === t)?.metrics['loss'] ?? null;
  return { loss: lossAt(prefixUpdates), startLoss: lossAt(0) };
}

function pointProblem(
  submission: Submission,
  examined: VerificationCase,
  { points, prefixUpdates }: RangeTest,
): string | null {
  for (const [index, point] of points.entries()) {
    const measured = measuredPoint(submission, examined, point, prefixUpdates);
    if (measured === null) return `points[${String(index)}] has no run with that learning rate and seed`;
    if (measured.loss !== point.loss || measured.startLoss !== point.startLoss) {
      return `points[${String(index)}] has loss ${String(point.loss)} from ${String(point.startLoss)}, its run ${String(measured.loss)} from ${String(measured.startLoss)}`;
    }
  }
  return points.length === submission.runs.length
    ? null
    : `${String(submission.runs.length)} runs, but ${String(points.length)} points`;
}

function same(a: number | null | undefined, b: number | null | undefined, relative: number): boolean {
  if (a == null || b == null) return a == null && b == null;
  return Math.abs(a - b) <= relative * Math.abs(b);
}

export const rangeIsRecomputed: Check = {
  id: 'T08',
  title: 'The range is recomputed',
  level: 2,
  version: '1',
  doesNotProve: 'That the range holds for a longer training.',
  requiredFor: EVERY_STANDING,
  check: onSubmission((submission, examined, { thresholds }) => {
    const { rangeTest, kind } = submission;
    const threshold = 'best, usable range and edge follow from the points; each point is a run’s';
    if (rangeTest === null) {
      return kind === 'range-test'
        ? failed('no range test', threshold, 'A submission of kind range-test holds one.')
        : notApplicable('no range test');
    }
    if (rangeTest.method === 'ramp') return failed('a ramp', threshold, 'This edition recomputes grids.');
    const problem = pointProblem(submission, examined, rangeTest);
    if (problem !== null) return failed('points', threshold, `${problem}.`);
    const again = readRange(rangeTest.points);
    const sent = rangeTest.readOuts;
    const pairs: readonly [string, number | null | undefined, number | null | undefined][] = [
      ['best', sent.best, again.best],
      ['usable.low', sent.usable?.low, again.usable?.low],
      ['usable.high', sent.usable?.high, again.usable?.high],
      ['edge', sent.edge, again.edge],
    ];
    const wrong = pairs.find(([, got, expected]) => !same(got, expected, thresholds.readOutRelative));
    if (wrong !== undefined) {
      const [name, got, expected] = wrong;
      return failed(
        `${name} ${String(got ?? 'none')}`,
        threshold,
        `readOuts.${name} is ${String(got ?? 'none')}; the points give ${String(expected ?? 'none')}.`,
      );
    }
    return passed(`best ${String(again.best ?? 'none')}, edge ${String(again.edge ?? 'none')}`, threshold);
  }),
};
