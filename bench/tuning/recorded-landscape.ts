import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { parseNotation, type Policy, policyHash } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import type { TrialReport } from '@ratebook/core/study';

export const RECORDED = fileURLToPath(new URL('recorded', import.meta.url));

const CountSchema = z.int().nonnegative();
const LossSchema = z.number().nullable();

/** The trainings of one policy, one a seed. Lists stand in the order of `seeds`. */
const RecordedPolicySchema = z.strictObject({
  policy: z.string().min(1),
  seeds: z.array(CountSchema),
  /** Loss on the validation split at each evaluation that was reached, four digits of it. */
  loss: z.array(z.array(LossSchema)),
  /** Examples of the validation split that were classified rightly. */
  correct: z.array(z.array(CountSchema.nullable())),
  /** Loss and right ones on the test split, after the whole training: for confirmations alone. */
  test: z.array(z.tuple([LossSchema, CountSchema.nullable()]).nullable()),
  /** Those that did not come to their end, and the updates that they made. */
  stopped: z.array(z.strictObject({ seed: CountSchema, end: z.enum(['diverged', 'failed']), updates: CountSchema })),
});
export type RecordedPolicy = z.infer<typeof RecordedPolicySchema>;

/** Trainings of one task with one budget, as `npm run record-landscapes` made them. */
export const RecordedLandscapeSchema = z.strictObject({
  version: z.literal(1),
  id: z.string().min(1),
  totalUpdates: z.int().positive(),
  updatesPerEpoch: z.number().positive(),
  batchSize: z.int().positive(),
  evaluateAt: z.array(z.int().positive()).min(1),
  validationExamples: z.int().positive(),
  testExamples: z.int().positive(),
  /** What an evaluation of the validation split takes, in updates, as the recording measured it. */
  updatesPerEvaluation: z.number().nonnegative(),
  policies: z.array(RecordedPolicySchema),
});
export type RecordedLandscape = z.infer<typeof RecordedLandscapeSchema>;

/** A whole training on the test split: metric as a share. */
export interface TestMeasurement {
  readonly loss: number | null;
  readonly metric: number | null;
}

/** A recorded landscape that can be asked for the training of a policy with a seed. */
export interface Landscape extends Omit<RecordedLandscape, 'policies' | 'version'> {
  /** What was measured of it; null where it was not recorded. */
  readonly report: (policy: Policy, seed: number) => TrialReport | null;
  readonly test: (policy: Policy, seed: number) => TestMeasurement | null;
}

/** Makes a recorded landscape askable. */
export function toLandscape({ policies, version: _, ...facts }: RecordedLandscape): Landscape {
  const byHash = new Map(policies.map((one) => [policyHash(valueOrThrow(parseNotation(one.policy))), one]));
  // Asked for the same policies again and again; a hash takes longer than all the rest.
  const known = new WeakMap<Policy, RecordedPolicy | null>();
  const recordOf = (policy: Policy) => {
    const held = known.get(policy) ?? byHash.get(policyHash(policy)) ?? null;
    known.set(policy, held);
    return held;
  };
  const find = (policy: Policy, seed: number) => {
    const recorded = recordOf(policy);
    const index = recorded?.seeds.indexOf(seed) ?? -1;
    return recorded === null || index < 0 ? null : { recorded, index };
  };
  const share = (correct: number | null | undefined, of: number) => (correct == null ? null : correct / of);
  return {
    ...facts,
    report: (policy, seed) => {
      const found = find(policy, seed);
      if (found === null) return null;
      const { recorded, index } = found;
      const stopped = recorded.stopped.find((one) => one.seed === seed);
      return {
        readings: (recorded.loss[index] ?? []).map((loss, at) => ({
          // One that diverged between two evaluations was measured where it stopped.
          t: Math.min(facts.evaluateAt[at] ?? facts.totalUpdates, stopped?.updates ?? facts.totalUpdates),
          loss,
          metric: share(recorded.correct[index]?.[at], facts.validationExamples),
        })),
        updates: stopped?.updates ?? facts.totalUpdates,
        end: stopped?.end ?? 'completed',
      };
    },
    test: (policy, seed) => {
      const found = find(policy, seed);
      const measured = found?.recorded.test[found.index];
      if (measured == null) return null;
      return { loss: measured[0], metric: share(measured[1], facts.testExamples) };
    },
  };
}

const readRecordedFile = (name: string): RecordedLandscape =>
  RecordedLandscapeSchema.parse(JSON.parse(readFileSync(join(RECORDED, name), 'utf8')));

/**
 * Reads what is committed, by its scene's id: whole grids (`landscape`), or what composition studies trained beside them
 * (`composition`).
 */
export function readRecorded(kind: 'landscape' | 'composition'): ReadonlyMap<string, Landscape> {
  const files = readdirSync(RECORDED).filter((name) => name.startsWith(`${kind}-`));
  const read = files.map((name) => toLandscape(readRecordedFile(name)));
  return new Map(read.map((landscape) => [landscape.id, landscape]));
}

/** All that is committed of a scene: its grid, and its compositions. */
export function readScene(id: string): readonly RecordedLandscape[] {
  const files = new Set(readdirSync(RECORDED));
  return [`landscape-${id}.json`, `composition-${id}.json`].filter((name) => files.has(name)).map(readRecordedFile);
}
