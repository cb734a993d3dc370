import type { LawDefinition } from '../law.js';
import { constant } from './constant.js';
import { cosine } from './cosine.js';
import { exponential } from './exponential.js';
import { inverse } from './inverse.js';
import { inverseSqrt } from './inverse-sqrt.js';
import { linear } from './linear.js';
import { multiStep } from './multi-step.js';
import { polynomial } from './polynomial.js';
import { step } from './step.js';
import { warmupStableDecay } from './warmup-stable-decay.js';

/** Every law that this version evaluates, in the order of docs/policies.md. */
export const laws: readonly LawDefinition[] = [
  constant,
  step,
  multiStep,
  exponential,
  inverse,
  linear,
  polynomial,
  cosine,
  inverseSqrt,
  warmupStableDecay,
];

/** Laws of the language that later versions evaluate. Their documents are refused by name, not as unknown. */
export const lawsNotBuilt: readonly string[] = [
  'sigmoid',
  'cosine-restarts',
  'noam',
  'one-cycle',
  'wave',
  'cyclic',
  'rex',
  'table',
  'plateau',
  'ladder',
  'switch',
];

const byName = new Map(laws.map((law) => [law.name, law]));

export function findLaw(name: string): LawDefinition | undefined {
  return byName.get(name);
}

/** The law of a document that was read: its name is known. */
export function getLaw(name: string): LawDefinition {
  const law = byName.get(name);
  if (law === undefined) throw new RangeError(`No law is named ${name}.`);
  return law;
}
