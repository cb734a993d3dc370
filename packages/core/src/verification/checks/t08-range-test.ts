import { largestLearningRateField } from '../../policy/index.js';
import { decidingLearningRates, readRange, type RangeTest } from '../../range-test/index.js';
import type { Run } from '../../run/index.js';
import type { Submission } from '../../submission/index.js';
import type { VerificationCase } from '../case.js';
import { type Check, EVERY_STANDING, onSubmission } from '../check.js';
import { judgeRamp } from '../ramp-problem.js';
import { readOutsProblem, validationLoss } from '../range-read-outs.js';
import { sweepProblem } from '../swept-policy.js';
import { failed, inconclusive, notApplicable, passed } from '../verdict.js';

const keyOf = (learningRate: number, seed: number) => `learning rate ${String(learningRate)}, seed ${String(seed)}`;

/** The runs of a range test by learning rate and seed, or the key that two of them share. */
function runsByPoint(submission: Submission, examined: VerificationCase): ReadonlyMap<string, Run> | string {
  const heights = examined.arms.map(({ policy }) => (policy.ok ? largestLearningRateField(policy.value) : NaN));
  const runs = new Map<string, Run>();
  for (const run of submission.runs) {
    const key = keyOf(heights[run.arm] ?? NaN, run.seed);
    if (runs.has(key)) return key;
    runs.set(key, run);
  }
  return runs;
}

/** Whether a run says how its learning rate does. One that was given up does not: a point of it would be a false edge. */
const isMeasured = ({ status }: Run) => status === 'completed' || status === 'diverged';

/** What keeps the points from being what the runs measured, each run once, or null. Linear in runs and points. */
function pointProblem(
  submission: Submission,
  examined: VerificationCase,
  { points, prefixUpdates }: RangeTest,
): string | null {
  const runs = runsByPoint(submission, examined);
  if (typeof runs === 'string') return `two runs have ${runs}`;
  const left = new Map(runs);
  for (const [index, { learningRate, seed, loss, startLoss }] of points.entries()) {
    const [where, key] = [`points[${String(index)}]`, keyOf(learningRate, seed)];
    const run = left.get(key);
    if (run === undefined) return `${where} has ${runs.has(key) ? 'a run that another point has' : 'no run'}: ${key}`;
    if (!isMeasured(run)) return `${where} is of a run that was ${run.status}: ${key}`;
    left.delete(key);
    const [measured, start] = [
      run.status === 'completed' ? validationLoss(run, prefixUpdates) : null,
      validationLoss(run, 0),
    ];
    if (measured !== loss || start !== startLoss)
      return `${where} has loss ${String(loss)} from ${String(startLoss)}, its run ${String(measured)} from ${String(start)}`;
  }
  // Where a run has no finite loss before its first update there is nothing that its end could be compared with.
  const omitted = [...left].find(([, run]) => isMeasured(run) && validationLoss(run, 0) !== null);
  return omitted === undefined ? null : `no point for the run with ${omitted[0]}`;
}

function prefixProblem({ arms }: Submission, { prefixUpdates }: RangeTest): string | null {
  const short = arms.find(({ budget }) => prefixUpdates > budget.updates);
  return short === undefined
    ? null
    : `the prefix of ${String(prefixUpdates)} updates is longer than the budget of ${String(short.budget.updates)}`;
}

/** Fewer seeds than elsewhere at a learning rate that decides a read-out, or null: a lucky one could decide it. */
function edgeProblem(submission: Submission, examined: VerificationCase, { points }: RangeTest): string | null {
  const tries = new Map<number, number>();
  for (const { arm } of submission.runs) {
    const policy = examined.arms[arm]?.policy;
    const height = policy?.ok === true ? largestLearningRateField(policy.value) : NaN;
    tries.set(height, (tries.get(height) ?? 0) + 1);
  }
  const most = Math.max(0, ...tries.values());
  const short = decidingLearningRates(points).find((one) => (tries.get(one) ?? 0) < most);
  return short === undefined
    ? null
    : `learning rate ${String(short)} decides a read-out with ${String(tries.get(short) ?? 0)} of ${String(most)} seeds`;
}

export const rangeIsRecomputed: Check = {
  id: 'T08',
  title: 'The range is recomputed',
  level: 2,
  version: '2',
  doesNotProve: 'That the range holds for a longer training.',
  requiredFor: EVERY_STANDING,
  check: onSubmission((submission, examined, { thresholds }) => {
    const { rangeTest, kind } = submission;
    const threshold = `one policy at several heights, each point a run's, read-outs within ${String(thresholds.readOutRelative)} of what the points give`;
    if (rangeTest === null) {
      return kind === 'range-test'
        ? failed('no range test', threshold, 'A submission of kind range-test holds one.')
        : notApplicable('no range test');
    }
    if (kind !== 'range-test')
      return failed(`a range test beside kind ${kind}`, threshold, 'Only a submission of kind range-test holds one.');
    if (rangeTest.method === 'ramp') {
      const judged = judgeRamp(submission, examined, rangeTest, thresholds.readOutRelative);
      if ('missing' in judged) return inconclusive(judged.missing);
      const problem = prefixProblem(submission, rangeTest) ?? sweepProblem(submission, examined) ?? judged.problem;
      if (problem !== null) return failed(problem, threshold, `The ramp: ${problem}.`);
      return passed(`a ramp, edge ${String(rangeTest.readOuts.edge ?? 'none')}`, threshold);
    }
    const problem =
      prefixProblem(submission, rangeTest) ??
      sweepProblem(submission, examined) ??
      pointProblem(submission, examined, rangeTest) ??
      edgeProblem(submission, examined, rangeTest) ??
      readOutsProblem(rangeTest.readOuts, readRange(rangeTest.points), thresholds.readOutRelative);
    if (problem !== null) return failed(problem, threshold, `The range test: ${problem}.`);
    const { best, edge } = rangeTest.readOuts;
    return passed(`best ${String(best ?? 'none')}, edge ${String(edge ?? 'none')}`, threshold);
  }),
};
