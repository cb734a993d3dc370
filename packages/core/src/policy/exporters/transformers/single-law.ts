import { type Length, updatesOf } from '../../../units/index.js';
import { isSequence, isSwitch, type LawNode, nodeOf, type Warmup } from '../../policy.js';
import type { ExportInput } from '../exporter.js';

/** A policy of one law, its lengths in updates of the reader's run: what a tool's own schedule may be able to say. */
export interface SingleLaw {
  readonly node: LawNode;
  /** N: updates of the run. */
  readonly totalUpdates: number;
  /** W: 0 without a warm-up. */
  readonly warmupSteps: number;
  readonly warmup: Pick<Warmup, 'from' | 'shape'> | null;
  /** T = N − W. */
  readonly updates: number;
  /** A field that is a number. Throws a RangeError for one that is not. */
  readonly number: (field: string) => number;
  /** A field that is a word or a name. Throws a RangeError for one that is not. */
  readonly text: (field: string) => string;
  /** A field that is a length, in updates; null where it is absent. */
  readonly length: (field: string) => number | null;
}

/** The policy as one law; null for what is made of several policies. */
export function singleLawOf({ policy, run }: ExportInput): SingleLaw | null {
  const node = nodeOf(policy);
  if (isSequence(node) || isSwitch(node)) return null;
  const { totalUpdates } = run;
  const toUpdates = (length: Length) => {
    const updates = updatesOf(length, totalUpdates, run);
    // The policy was compiled for this run, so that nothing is missing.
    if (typeof updates !== 'number') throw new RangeError(`The run does not say ${updates}.`);
    return updates;
  };
  const warmupSteps = node.warmup === undefined ? 0 : toUpdates(node.warmup.length);
  return {
    node,
    totalUpdates,
    warmupSteps,
    warmup: warmupSteps === 0 ? null : (node.warmup ?? null),
    updates: totalUpdates - warmupSteps,
    number: (field) => {
      const value = node[field];
      if (typeof value !== 'number') throw new RangeError(`${node.law} has no number ${field}.`);
      return value;
    },
    text: (field) => {
      const value = node[field];
      if (typeof value !== 'string') throw new RangeError(`${node.law} has no text ${field}.`);
      return value;
    },
    length: (field) => {
      const value = node[field];
      return value === undefined ? null : toUpdates(value as Length);
    },
  };
}

/** No warm-up, or the one that most tools have: linear from 0. */
export function hasPlainWarmup({ warmup }: SingleLaw): boolean {
  return warmup === null || (warmup.shape === 'linear' && warmup.from === 0);
}
