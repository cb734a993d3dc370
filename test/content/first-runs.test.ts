import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePolicy, policyHash } from '@ratebook/core/policy';
import { readRange } from '@ratebook/core/range-test';
import { valueOrThrow } from '@ratebook/core/refusal';
import { parseTask, taskName } from '@ratebook/core/task';
import { describe, expect, it } from 'vitest';
import { calibrated, readSubmissions } from '../../scripts/first-runs/calibrate.js';
import { plans } from '../../scripts/first-runs/plan.js';
import { ROOT } from '../kit/registry.js';

const submissions = readSubmissions(join(ROOT, 'content/registry/ratebook'));

describe.each(plans)('the first runs of $slug', ({ file, policies, baselineSeeds, armSeeds, ruleOfThumb, studies }) => {
  const task = valueOrThrow(parseTask(JSON.parse(readFileSync(join(ROOT, 'content/tasks', file), 'utf8'))));
  const own = submissions.filter(({ arms }) => arms[0]?.task === taskName(task));

  it('are the baseline, a range test, and the arms of the plan, each with as many seeds as it says', () => {
    expect(own.filter(({ kind }) => kind === 'range-test')).toHaveLength(1);
    const evaluations = own.filter(({ kind }) => kind === 'evaluation');
    const sizes = evaluations.map(({ arms, runs }) => [arms.length, runs.length]);
    expect(sizes.toSorted(([a = 0, m = 0], [b = 0, n = 0]) => a - b || m - n)).toEqual([
      ...(ruleOfThumb === null ? [] : [[1, armSeeds]]),
      [1, baselineSeeds],
      [policies.length, policies.length * armSeeds],
    ]);
    const arms = evaluations.find(({ arms: { length } }) => length === policies.length)?.arms;
    expect(new Set(arms?.map(({ policy }) => policyHash(valueOrThrow(parsePolicy(JSON.stringify(policy))))))).toEqual(
      new Set(policies.map((policy) => policyHash(valueOrThrow(parsePolicy(policy))))),
    );
  });

  it('give the calibration and the targets that the task was opened with', () => {
    expect(calibrated({ ...task, calibration: null, targets: null }, submissions)).toEqual(task);
  });

  it('tune to the calibrated target, written short but no example harder', () => {
    const targets = studies.flatMap((words) => words.filter((_, index) => words[index - 1] === '--target').map(Number));
    for (const target of targets) {
      expect(target).toBeLessThanOrEqual(task.targets?.full ?? 0);
      expect(target).toBeGreaterThan((task.targets?.full ?? 0) - 1 / task.data.splits.validation);
    }
  });

  it('read a usable range that ends below where training diverges', () => {
    const rangeTest = own.find(({ kind }) => kind === 'range-test')?.rangeTest;
    const { best, usable, edge } = readRange(rangeTest?.points ?? []);
    expect(usable?.high).toBeGreaterThanOrEqual(best ?? Infinity);
    // A grid of five may end before anything diverges.
    expect(usable?.high).toBeLessThan(edge ?? Infinity);
  });
});
