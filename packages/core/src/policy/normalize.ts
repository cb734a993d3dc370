import { isZeroLength, type Length } from '../units/index.js';
import type { LawFields } from './law.js';
import { findLaw, getLaw } from './laws/registry.js';
import {
  isSequence,
  isSwitch,
  type LawNode,
  nodeOf,
  type Phase,
  type Policy,
  type PolicyNode,
  type SequenceNode,
} from './policy.js';

/**
 * The normal form of a policy whose defaults are written out: spellings of one law become one document. Idempotent.
 *
 * - a warm-up of no length is none; polynomial with power 1 is linear; cyclic with equal halves is a triangle wave
 * - a sequence of one phase is that phase; its warm-up joins if the phase has none and no ratio length, else it stays
 * - a sequence directly inside a sequence, without warm-up or resume, is flattened where all boundaries are in steps;
 *   a resume on any phase of either keeps them apart, because flattening could change which phase it continues
 * - groups are sorted; a multiplier of 1 is dropped, and so is an empty list
 */
export function normalizePolicy(policy: Policy): Policy {
  const node = normalizeNode(nodeOf(policy));
  const groups = (policy.groups ?? [])
    .filter(({ multiplier }) => multiplier !== 1)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { version: 1, ...node, ...(groups.length > 0 ? { groups } : {}) } as Policy;
}

/** The normal form of a node, as a part of a policy. */
export function normalizeNode(node: PolicyNode): PolicyNode {
  const { warmup, ...rest } = node;
  const kept = (warmup === undefined || isZeroLength(warmup.length) ? rest : { ...rest, warmup }) as PolicyNode;
  if (isSequence(kept)) return normalizeSequence(kept);
  if (isSwitch(kept)) return { ...kept, before: normalizeNode(kept.before), after: normalizeNode(kept.after) };
  return normalizeLaw(kept);
}

function normalizeLaw(node: LawNode): LawNode {
  const { law, warmup, ...fields } = node;
  const normal = getLaw(law).normalize?.(fields as LawFields);
  return normal === undefined ? node : { ...normal, ...(warmup === undefined ? {} : { warmup }) };
}

function normalizeSequence(node: SequenceNode): PolicyNode {
  const phases = node.phases.map((phase) => ({ ...phase, policy: normalizeNode(phase.policy) }));
  const flat = flatten(phases);
  const only = flat.length === 1 ? flat[0] : undefined;
  if (only === undefined) return { ...node, phases: flat };
  if (node.warmup === undefined) return only.policy;
  const joins =
    only.policy.warmup === undefined && !hasRatio(only.policy) && findLaw(only.policy.law)?.hasOwnWarmup !== true;
  return joins ? { ...only.policy, warmup: node.warmup } : { ...node, phases: flat };
}

function inSteps(length: Length | undefined): number | null {
  return length !== undefined && 'steps' in length ? length.steps : null;
}

/** A sum of two boundaries stays a whole number that a document can hold. */
const HALF_OF_WHOLE_NUMBERS = Number.MAX_SAFE_INTEGER / 2;

function boundariesInSteps(phases: readonly Phase[]): boolean {
  return phases.every(
    ({ until }, index) =>
      index === phases.length - 1 || (inSteps(until) ?? Number.POSITIVE_INFINITY) < HALF_OF_WHOLE_NUMBERS,
  );
}

function flatten(phases: readonly Phase[]): readonly Phase[] {
  if (!boundariesInSteps(phases) || phases.some(({ resume }) => resume === true)) return phases;
  return phases.flatMap((phase, index) => {
    const inner = phase.policy;
    const canFlatten =
      isSequence(inner) &&
      inner.warmup === undefined &&
      boundariesInSteps(inner.phases) &&
      !inner.phases.some(({ resume }) => resume === true);
    if (!canFlatten) return [phase];
    const start = inSteps(phases[index - 1]?.until) ?? 0;
    return inner.phases.map((innerPhase): Phase => {
      const until = inSteps(innerPhase.until);
      if (until !== null) return { ...innerPhase, until: { steps: start + until } };
      return { ...innerPhase, ...(phase.until ? { until: phase.until } : {}) };
    });
  });
}

function hasRatio(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => key === 'ratio' || hasRatio(inner));
}
