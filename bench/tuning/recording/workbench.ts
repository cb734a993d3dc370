import { type Policy, printPolicy } from '@ratebook/core/policy';
import type { TrialReport } from '@ratebook/core/study';
import type { Task } from '@ratebook/core/task';
import type { Trainer } from '../../../apps/runner/src/trainer/trainer.js';
import type { RecordedLandscape } from '../recorded-landscape.js';
import { evaluationsOf, type Scene } from '../scenes.js';
import { assertRecordedOf, unpack } from './pack.js';
import { train } from './train.js';
import { appendWorkLine, readWorkLog, type WorkLine } from './work-log.js';

export interface WorkbenchSetting {
  readonly scene: Scene;
  readonly task: Task;
  readonly trainer: Trainer;
  /** For trainings under way. */
  readonly folder: string;
  /** The file that finished trainings are kept in. */
  readonly work: string;
  /** What is committed of the scene: not trained again. */
  readonly committed: readonly RecordedLandscape[];
}

/**
 * A scene's trainings: those that were made before are read, committed or not, the others trained and written down at once.
 * Throws an Error for those of another setting.
 */
export class Workbench {
  readonly setting: WorkbenchSetting;
  private readonly made = new Map<string, WorkLine>();

  constructor(setting: WorkbenchSetting) {
    this.setting = setting;
    const { scene, task, committed, work } = setting;
    for (const recorded of committed) assertRecordedOf(recorded, scene, task);
    const logged = readWorkLog(work);
    for (const line of logged) assertLoggedOf(scene, line, work);
    for (const line of [...committed.flatMap(unpack), ...logged])
      this.made.set(`${line.policy} ${String(line.seed)}`, line);
  }

  get lines(): readonly WorkLine[] {
    return [...this.made.values()];
  }

  /** The training of a policy with a seed, if it was made. */
  find(policy: Policy, seed: number): WorkLine | null {
    return this.made.get(keyOf(policy, seed)) ?? null;
  }

  async report(policy: Policy, seed: number): Promise<TrialReport> {
    const held = this.find(policy, seed);
    if (held !== null) return held.report;
    const { scene, task, trainer, folder, work } = this.setting;
    const { totalUpdates } = scene;
    const trained = await train({
      trainer,
      task,
      totalUpdates,
      evaluateAt: evaluationsOf(scene),
      policy,
      seed,
      folder,
    });
    const line: WorkLine = { policy: printPolicy(policy), seed, ...trained };
    appendWorkLine(work, line);
    this.made.set(keyOf(policy, seed), line);
    return line.report;
  }
}

/** A log does not say what it is of, but its readings stand where its scene was evaluated. */
function assertLoggedOf(scene: Scene, { report: { readings, end } }: WorkLine, path: string): void {
  const points = evaluationsOf(scene);
  const isOf = end !== 'completed' || readings.map(({ t }) => t).join() === points.join();
  if (!isOf)
    throw new Error(
      `${path} has a training that was evaluated after ${readings.map(({ t }) => t).join(', ')} updates; ${scene.id} is after ${points.join(', ')}. Remove it to record the scene anew.`,
    );
}

// The notation is lossless: one policy, one line.
const keyOf = (policy: Policy, seed: number) => `${printPolicy(policy)} ${String(seed)}`;
