import { digestJson, type Hash } from '../canonical/index.js';
import type { Policy } from './policy.js';

/** Fields whose value is a learning rate, by name (contracts.md 2): the same word means it in every law. */
const LEARNING_RATE_FIELDS = new Set([
  'learningRate',
  'initial',
  'end',
  'peak',
  'low',
  'high',
  'from',
  'scale',
  'minimum',
  'epsilon',
]);
const SIGNIFICANT_DIGITS = 12;

/** The identity of a policy: SHA-256 of its normal form's canonical JSON. */
export function policyHash(policy: Policy): Hash {
  return digestJson(policy);
}

/** Applies `change` to every learning rate of a document, the values of points and rungs included. */
function mapLearningRates(value: unknown, change: (learningRate: number) => number, key = ''): unknown {
  if (typeof value === 'number') return LEARNING_RATE_FIELDS.has(key) ? change(value) : value;
  if (Array.isArray(value)) {
    if (key === 'rungs') return value.map((rung) => change(rung as number));
    if (key === 'points') return (value as [number, number][]).map(([t, learningRate]) => [t, change(learningRate)]);
    return value.map((item) => mapLearningRates(item, change));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, mapLearningRates(inner, change, name)]),
  );
}

/** The largest learning-rate field of a document: what `shapeHash` divides by. 0 where all are 0. */
export function largestLearningRateField(policy: Policy): number {
  let largest = 0;
  mapLearningRates(policy, (learningRate) => {
    largest = Math.max(largest, learningRate);
    return learningRate;
  });
  return largest;
}

/** The identity of a policy's shape: its hash with every learning rate divided by the largest, to 12 significant digits. */
export function shapeHash(policy: Policy): Hash {
  const largest = largestLearningRateField(policy);
  if (largest === 0) return policyHash(policy);
  return digestJson(
    mapLearningRates(policy, (learningRate) => Number((learningRate / largest).toPrecision(SIGNIFICANT_DIGITS))),
  );
}

/**
 * The same shape at another height: every learning rate times one factor, so that the largest field is `largest`.
 * Throws a RangeError for a policy whose learning rates are all 0.
 */
export function scaleLearningRates(policy: Policy, largest: number): Policy {
  const held = largestLearningRateField(policy);
  if (held === 0) throw new RangeError('A policy whose learning rates are all 0 has no height to change.');
  // The largest becomes exactly what was asked for; the others keep their share of it.
  return mapLearningRates(policy, (value) => (value === held ? largest : (value / held) * largest)) as Policy;
}
