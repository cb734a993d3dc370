import type { LawDefinition } from '../law.js';
import { constant } from './constant.js';
import { cosine } from './cosine.js';
import { cosineRestarts } from './cosine-restarts.js';
import { cyclic } from './cyclic.js';
import { exponential } from './exponential.js';
import { inverse } from './inverse.js';
import { inverseSqrt } from './inverse-sqrt.js';
import { ladder } from './ladder.js';
import { linear } from './linear.js';
import { multiStep } from './multi-step.js';
import { noam } from './noam.js';
import { oneCycle } from './one-cycle.js';
import { plateau } from './plateau.js';
import { polynomial } from './polynomial.js';
import { rex } from './rex.js';
import { sigmoid } from './sigmoid.js';
import { step } from './step.js';
import { table } from './table.js';
import { warmupStableDecay } from './warmup-stable-decay.js';
import { wave } from './wave.js';

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
  sigmoid,
  cosineRestarts,
  inverseSqrt,
  noam,
  warmupStableDecay,
  oneCycle,
  wave,
  cyclic,
  rex,
  table,
  plateau,
  ladder,
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
