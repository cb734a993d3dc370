import {
  type CompiledPolicy,
  compilePolicy,
  largestLearningRateField,
  normalizePolicy,
  parsePolicy,
  policyHash,
  printPolicy,
  type RunContext,
  shapeHash,
} from '@ratebook/core/policy';
import { canonicalJson } from '@ratebook/core/canonical';
import { accepted, type Parsed, type Refusal, refused } from '@ratebook/core/refusal';
import type { PolicyFacts } from './policy.store.js';

/** A policy document or one line of notation, as it comes in over any of the registry's doors. */
export type PolicyInput = string | Readonly<Record<string, unknown>>;

/** The learning rates of a policy at some updates, for a drawing. */
export interface LearningRateCurve {
  readonly update: readonly number[];
  readonly learningRate: readonly number[];
  readonly peakLearningRate: number;
}

export const CURVE_POINT_LIMIT = 2_000;

/** Reads a policy and derives everything that the registry keeps of it. */
export function readPolicy(input: PolicyInput, path = ''): Parsed<PolicyFacts> {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  const parsed = parsePolicy(text);
  if (!parsed.ok) return { ok: false, refusals: under(path, parsed.refusals) };
  if (hasHalfCharacter(parsed.value)) return refused(halfCharacter(path));
  const policy = normalizePolicy(parsed.value);
  return accepted({
    hash: policyHash(policy),
    shapeHash: shapeHash(policy),
    law: policy.law,
    notation: printPolicy(policy),
    largestLearningRate: largestLearningRateField(policy),
    document: policy,
  });
}

/** Whether a value has no canonical JSON: half of a surrogate pair in a string. */
export function hasHalfCharacter(value: unknown): boolean {
  try {
    canonicalJson(value);
    return false;
  } catch {
    return true;
  }
}

/** The refusal of such a value. */
export const halfCharacter = (path: string): Refusal => ({
  code: 'document.not-canonical',
  path,
  expected: 'text of whole characters',
  got: 'half of a surrogate pair',
  message: 'A string holds half of a surrogate pair, which has no canonical JSON (RFC 8785).',
});

/** Compiles a stored or read policy for a budget. */
export function compileFor(document: unknown, context: RunContext, path = ''): Parsed<CompiledPolicy> {
  const parsed = parsePolicy(JSON.stringify(document));
  if (!parsed.ok) return { ok: false, refusals: under(path, parsed.refusals) };
  const compiled = compilePolicy(parsed.value, context);
  return compiled.ok ? compiled : { ok: false, refusals: under(path, compiled.refusals) };
}

/** Learning rates at `points` updates, evenly spread from the first to the last of the budget. */
export function curveOf(compiled: CompiledPolicy, totalUpdates: number, points: number): LearningRateCurve {
  const count = Math.max(2, Math.min(points, totalUpdates, CURVE_POINT_LIMIT));
  const update = [
    ...new Set(Array.from({ length: count }, (_, index) => Math.round((index * (totalUpdates - 1)) / (count - 1)))),
  ];
  return {
    update,
    learningRate: update.map((t) => compiled.learningRateAt(t)),
    peakLearningRate: compiled.peakLearningRate,
  };
}

/** The context of a task's budget: what turns epochs and tokens into updates. */
export function contextOf(
  totalUpdates: number,
  size: { readonly updatesPerEpoch: number | null; readonly tokensPerUpdate: number | null },
): RunContext {
  return { totalUpdates, updatesPerEpoch: size.updatesPerEpoch, tokensPerUpdate: size.tokensPerUpdate };
}

/** Refusals of a part of an input, with where that part stands. */
export function under(path: string, refusals: readonly Refusal[]): readonly Refusal[] {
  if (path === '') return refusals;
  return refusals.map((refusal) => ({ ...refusal, path: refusal.path === '' ? path : `${path}.${refusal.path}` }));
}
