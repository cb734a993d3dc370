import { isSequence, isSwitch, type LawNode, nodeOf, type Warmup } from '../policy.js';
import { resolveLengths } from '../resolve.js';
import type { ExportInput } from './exporter.js';

/** A policy of one law, its lengths in updates of the reader's run: what a tool's own schedule may be able to say. */
export interface SingleLaw {
  /** Its lengths are in steps. */
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
  /** A field that is a list of lengths, in updates. */
  readonly lengths: (field: string) => readonly number[];
}

interface Steps {
  readonly steps: number;
}

/** The policy as one law; null for what is made of several policies. */
export function singleLawOf({ policy, run }: Pick<ExportInput, 'policy' | 'run'>): SingleLaw | null {
  const node = nodeOf(resolveLengths(policy, run));
  return isSequence(node) || isSwitch(node) ? null : lawInSteps(node, run.totalUpdates);
}

/** A law whose lengths are in steps, over `totalUpdates` updates with its warm-up. */
export function lawInSteps(node: LawNode, totalUpdates: number): SingleLaw {
  const { warmup } = node;
  const warmupSteps = warmup === undefined ? 0 : (warmup.length as Steps).steps;
  return {
    node,
    totalUpdates,
    warmupSteps,
    warmup: warmup ?? null,
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
    length: (field) => (node[field] === undefined ? null : (node[field] as unknown as Steps).steps),
    lengths: (field) => (node[field] as unknown as readonly Steps[]).map(({ steps }) => steps),
  };
}

/** No warm-up, or the one that most tools have: linear from 0. */
export function hasPlainWarmup({ warmup }: SingleLaw): boolean {
  return warmup === null || (warmup.shape === 'linear' && warmup.from === 0);
}
