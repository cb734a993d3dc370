import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpuUsage } from 'node:process';
import { z } from 'zod';
import type { WorkbenchSetting } from './workbench.js';
import { train } from './train.js';

const ROUNDS = 3;
const SEED = 1;

/**
 * What an evaluation of the validation split takes, in updates: from whole trainings that differ by their evaluations
 * alone, or by their updates alone. Each is the least of some rounds in turns, in this process's own processor time where
 * the trainer is part of it, so that a busy machine does not matter. Kept beside the work log: it is measured once.
 */
export async function evaluationCost(setting: WorkbenchSetting): Promise<number> {
  const [known] = setting.committed;
  if (known !== undefined) return known.updatesPerEvaluation;
  const path = `${setting.work}.evaluation`;
  if (existsSync(path)) return z.number().parse(JSON.parse(readFileSync(path, 'utf8')));
  const isOwn = setting.task.trainer.name === 'embedded';
  // Long enough to be told from its start, and soon over.
  const [updates, count] = isOwn ? [400, 100] : [Math.floor(setting.scene.totalUpdates / 5), 10];
  const often = Array.from({ length: count }, (_, index) => Math.floor(((index + 1) * updates) / count));
  const kinds = [
    { totalUpdates: updates, evaluateAt: [updates] },
    { totalUpdates: updates, evaluateAt: often },
    { totalUpdates: 2 * updates, evaluateAt: [2 * updates] },
  ];
  const now = isOwn ? processorMilliseconds : () => performance.now();
  const least = kinds.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, kind] of kinds.entries()) {
      const began = now();
      await train({ ...setting, ...kind, policy: { version: 1, law: 'constant', learningRate: 1e-4 }, seed: SEED });
      least[index] = Math.min(least[index] ?? Infinity, now() - began);
    }
  }
  const [once = 0, manyTimes = 0, twiceAsLong = 0] = least;
  const cost = (manyTimes - once) / (count - 1) / ((twiceAsLong - once) / updates);
  if (!(cost > 0))
    throw new Error(
      `${setting.scene.id}: an evaluation took ${String(cost)} updates; measure it again on a quieter machine.`,
    );
  writeFileSync(path, JSON.stringify(cost));
  return cost;
}

function processorMilliseconds(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}
