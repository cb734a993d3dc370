import { parseNotation, printPolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import type { TrialReport } from '@ratebook/core/study';
import type { Task } from '@ratebook/core/task';
import { type RecordedLandscape, type RecordedPolicy, toLandscape } from '../recorded-landscape.js';
import { evaluationsOf, type Scene } from '../scenes.js';
import type { WorkLine } from './work-log.js';

const LOSS_DIGITS = 4;
const short = (loss: number | null) => (loss === null ? null : Number(loss.toPrecision(LOSS_DIGITS)));

/** A report as it can be read from what is committed: a study has to decide by the same digits here and there. */
export function asRecorded(report: TrialReport): TrialReport {
  return { ...report, readings: report.readings.map((reading) => ({ ...reading, loss: short(reading.loss) })) };
}

type Facts = Omit<RecordedLandscape, 'policies' | 'updatesPerEvaluation'>;

/** What a recording says of its scene and task: all but what was measured. */
function factsOf(scene: Scene, task: Task): Facts {
  const { validation, test } = task.data.splits;
  return {
    version: 1,
    id: scene.id,
    totalUpdates: scene.totalUpdates,
    updatesPerEpoch: task.trainer.updatesPerEpoch,
    batchSize: scene.batchSize,
    evaluateAt: [...evaluationsOf(scene)],
    validationExamples: validation,
    testExamples: test,
  };
}

/** Throws an Error that names what differs where trainings were recorded of another scene or task than these. */
export function assertRecordedOf(recorded: RecordedLandscape, scene: Scene, task: Task): void {
  for (const [name, wanted] of Object.entries(factsOf(scene, task))) {
    const held = recorded[name as keyof Facts];
    if (JSON.stringify(held) !== JSON.stringify(wanted))
      throw new Error(
        `${scene.id}: what is recorded has ${name} ${JSON.stringify(held)}, scene and task have ${JSON.stringify(wanted)}; remove its files to record it anew.`,
      );
  }
}

/** Puts the trainings of a scene into the form in which they are committed. */
export function pack(
  scene: Scene,
  task: Task,
  updatesPerEvaluation: number,
  lines: readonly WorkLine[],
): RecordedLandscape {
  const { validation, test } = task.data.splits;
  const counted = (share: number | null, of: number) => (share === null ? null : Math.round(share * of));
  const policies = [...new Set(lines.map(({ policy }) => policy))].map((policy): RecordedPolicy => {
    const own = lines.filter((line) => line.policy === policy).toSorted((a, b) => a.seed - b.seed);
    return {
      policy,
      seeds: own.map(({ seed }) => seed),
      loss: own.map(({ report }) => report.readings.map(({ loss }) => short(loss))),
      correct: own.map(({ report }) => report.readings.map(({ metric }) => counted(metric, validation))),
      test: own.map((line) => (line.test === null ? null : [short(line.test.loss), counted(line.test.metric, test)])),
      stopped: own.flatMap(({ seed, report: { end, updates } }) =>
        end === 'diverged' || end === 'failed' ? [{ seed, end, updates }] : [],
      ),
    };
  });
  return { ...factsOf(scene, task), updatesPerEvaluation: Number(updatesPerEvaluation.toPrecision(2)), policies };
}

/** The trainings of what is committed, with the digits that it has. */
export function unpack(recorded: RecordedLandscape): readonly WorkLine[] {
  const { report, test } = toLandscape(recorded);
  return recorded.policies.flatMap(({ policy: notation, seeds }) => {
    const policy = valueOrThrow(parseNotation(notation));
    return seeds.flatMap((seed) => {
      const found = report(policy, seed);
      return found === null ? [] : [{ policy: printPolicy(policy), seed, report: found, test: test(policy, seed) }];
    });
  });
}

/** JSON with one policy a line. */
export function printLandscape({ policies, ...facts }: RecordedLandscape): string {
  const head = JSON.stringify(facts).slice(0, -1);
  return `${head},"policies":[\n${policies.map((one) => JSON.stringify(one)).join(',\n')}\n]}\n`;
}
