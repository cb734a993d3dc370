import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { compilePolicy, type Policy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import type { TrialReport } from '@ratebook/core/study';
import type { Task } from '@ratebook/core/task';
import { monitorRun } from '../../../apps/runner/src/monitor/learning-rate-monitor.js';
import type { LogLine } from '../../../apps/runner/src/monitor/run-log.js';
import { trialReport } from '../../../apps/runner/src/study/trial-report.js';
import { TRAINER_PROTOCOL } from '../../../apps/runner/src/trainer/protocol.js';
import type { Trainer } from '../../../apps/runner/src/trainer/trainer.js';
import type { TestMeasurement } from '../recorded-landscape.js';

/** What one training measured. */
export interface Trained {
  readonly report: TrialReport;
  readonly test: TestMeasurement | null;
}

export interface Training {
  readonly trainer: Trainer;
  readonly task: Task;
  readonly totalUpdates: number;
  readonly evaluateAt: readonly number[];
  readonly policy: Policy;
  readonly seed: number;
  /** A folder of its own, removed afterwards. */
  readonly folder: string;
}

/** Far from the seeds of weights: the order of the data is another matter. */
const DATA_SEEDS_FROM = 1000;

/** Trains a policy whole, under the runner's own monitor: evaluated, and stopped where it diverges, as in a study. */
export async function train({
  trainer,
  task,
  totalUpdates,
  evaluateAt,
  policy,
  seed,
  folder,
}: Training): Promise<Trained> {
  const directory = join(folder, 'training');
  await mkdir(directory, { recursive: true });
  try {
    const { updatesPerEpoch, tokensPerUpdate } = task.trainer;
    const lines = await monitorRun({
      trainer,
      policy: valueOrThrow(compilePolicy(policy, { totalUpdates, updatesPerEpoch, tokensPerUpdate })),
      start: {
        type: 'start',
        protocol: TRAINER_PROTOCOL,
        task,
        recipe: task.recipe,
        budget: { unit: 'updates', amount: totalUpdates, updates: totalUpdates },
        seed,
        dataSeed: DATA_SEEDS_FROM + seed,
        device: trainer.device,
        checkpointEvery: null,
        evaluateAt: [0, ...evaluateAt],
      },
      directory,
      signal: new AbortController().signal,
      onEvent: () => undefined,
    });
    const report = trialReport(lines, task.metric.name, false);
    if (report === null) throw new Error(`The log of ${task.slug} is empty.`);
    return { report, test: testOf(lines, task) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function testOf(lines: readonly LogLine[], { metric }: Task): TestMeasurement | null {
  for (const { message } of lines) {
    if (message.type === 'evaluation' && message.split === 'test')
      return { loss: message.metrics['loss'] ?? null, metric: message.metrics[metric.name] ?? null };
  }
  return null;
}
