// From exported submissions of the baseline and the range test to a task's calibration and targets.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePolicyDocument, policyHash } from '../../packages/core/src/policy/index.js';
import { valueOrThrow } from '../../packages/core/src/refusal/index.js';
import type { Run } from '../../packages/core/src/run/index.js';
import { parseSubmission, type Submission } from '../../packages/core/src/submission/index.js';
import { type BaselineRun, calibrateTask, type Task, taskName } from '../../packages/core/src/task/index.js';

/** Every submission of an exported account. */
export function readSubmissions(folder: string): readonly Submission[] {
  return readdirSync(folder)
    .filter((name) => /^[0-9a-f]{12}\.json$/.test(name))
    .sort()
    .map((name) => {
      const { text } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { text: string };
      return valueOrThrow(parseSubmission(text));
    });
}

function valueOf(run: Run, split: 'validation' | 'test', metric: string): readonly { t: number; value: number }[] {
  return run.evaluations.flatMap((evaluation) => {
    const value = evaluation.metrics[metric];
    return evaluation.split === split && value !== null && value !== undefined ? [{ t: evaluation.t, value }] : [];
  });
}

/** The task with its calibration and targets, from the submission that ran its baseline alone and from its range test. */
export function calibrated(task: Task, submissions: readonly Submission[]): Task {
  const { metric } = task;
  const own = submissions.filter(({ arms }) => arms[0]?.task === taskName(task));
  const baseline = policyHash(valueOrThrow(parsePolicyDocument(task.baseline)));
  const alone = own.find(
    ({ kind, arms }) =>
      kind === 'evaluation' &&
      arms.length === 1 &&
      policyHash(valueOrThrow(parsePolicyDocument(arms[0]?.policy))) === baseline,
  );
  const rangeTest = own.find(({ kind }) => kind === 'range-test');
  if (!alone || !rangeTest) throw new Error(`${taskName(task)} has no baseline runs or no range test.`);
  const starts = new Map(
    rangeTest.runs.flatMap((run) =>
      valueOf(run, 'validation', metric.name)
        .filter(({ t }) => t === 0)
        .map(({ value }): [number, number] => [run.seed, value]),
    ),
  );
  const chance = [...starts.values()].reduce((sum, value) => sum + value, 0) / starts.size;
  const runs = alone.runs.map((run): BaselineRun => {
    const [last] = valueOf(run, 'test', metric.name);
    if (!last) throw new Error(`A baseline run of ${taskName(task)} has no test metric.`);
    return { finalTest: last.value, validation: valueOf(run, 'validation', metric.name) };
  });
  const totalUpdates = alone.arms[0]?.budget.updates ?? 0;
  return { ...task, ...calibrateTask(metric, runs, chance, totalUpdates) };
}
