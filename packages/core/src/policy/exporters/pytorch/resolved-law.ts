import { isSequence, isSwitch, type LawNode, nodeOf } from '../../policy.js';
import { resolveLengths } from '../../resolve.js';
import type { ExportInput } from '../exporter.js';

/** A policy of one law, its lengths in updates of the reader's run. */
export interface ResolvedLaw {
  readonly node: LawNode;
  readonly totalUpdates: number;
  /** Updates that its warm-up leaves. */
  readonly updates: number;
  readonly number: (field: string) => number;
  /** Null where it is absent. */
  readonly length: (field: string) => number | null;
  readonly lengths: (field: string) => readonly number[];
}

interface Steps {
  readonly steps: number;
}

/** The policy as one law; null for a sequence and for a switch. */
export function resolvedLawOf({ policy, run }: ExportInput): ResolvedLaw | null {
  const node = nodeOf(resolveLengths(policy, run));
  if (isSequence(node) || isSwitch(node)) return null;
  return readResolved(node, run.totalUpdates);
}

/** A law whose lengths are in steps, over `totalUpdates` updates with its warm-up. */
export function readResolved(node: LawNode, totalUpdates: number): ResolvedLaw {
  const warming = node.warmup === undefined ? 0 : (node.warmup.length as Steps).steps;
  return {
    node,
    totalUpdates,
    updates: totalUpdates - warming,
    number: (field) => Number(node[field]),
    length: (field) => (node[field] === undefined ? null : (node[field] as unknown as Steps).steps),
    lengths: (field) => (node[field] as unknown as readonly Steps[]).map(({ steps }) => steps),
  };
}
