import { accepted, type Parsed } from '../../refusal/index.js';
import { compilePolicy } from '../compile.js';
import { nodeOf, type Policy, type PolicyNode } from '../policy.js';
import { parsePolicyDocument } from '../read-document.js';
import { countOfNode } from './parameter-count.js';
import { type Span, TOLERANCE_OF_PEAK } from './points.js';

/** A policy's node as a document may write it. */
export type Draft = Readonly<Record<string, unknown>>;

/** A draft that gives every point of its span. */
export interface Fitted {
  readonly node: PolicyNode;
  readonly parameters: number;
  /** Largest difference from a point, of the peak. */
  readonly error: number;
  readonly learningRateAt: (t: number) => number;
}

/** Compiles a draft for the span and compares it with every point; null where it is refused or misses one. */
export function verified(draft: Draft, span: Span): Fitted | null {
  const policy = read(draft);
  if (!policy.ok) return null;
  const compiled = compilePolicy(policy.value, { totalUpdates: span.updates });
  if (!compiled.ok) return null;
  let error = 0;
  for (const { t, learningRate } of span.points) {
    const difference = Math.abs(compiled.value.learningRateAt(t) - learningRate) / span.peak;
    if (!(difference <= TOLERANCE_OF_PEAK)) return null;
    error = Math.max(error, difference);
  }
  const node = nodeOf(policy.value);
  return { node, parameters: countOfNode(node), error, learningRateAt: compiled.value.learningRateAt };
}

function read(draft: Draft): Parsed<Policy> {
  const policy = parsePolicyDocument({ version: 1, ...draft });
  return policy.ok ? accepted(policy.value) : policy;
}

/** The one with the fewest parameters; of equals the first. */
export function simplest(fits: Iterable<Fitted | null>): Fitted | null {
  let best: Fitted | null = null;
  for (const fit of fits) if (fit !== null && (best === null || fit.parameters < best.parameters)) best = fit;
  return best;
}
