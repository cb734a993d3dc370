import {
  compilePolicy,
  laws,
  parsePolicyDocument,
  type Policy,
  printPolicy,
  resolveLengths,
  type RunContext,
} from '@ratebook/core/policy';
import { fitTrace, parameterCount } from '@ratebook/core/policy/fit';
import { arbitraryPolicyOf } from '@ratebook/core/policy/testing';
import { valueOrThrow } from '@ratebook/core/refusal';
import fc from 'fast-check';

const SEED = 20_261_126;

/** Null where the fit is equivalent on the budget and no longer than its source; else what it is instead. */
function failureOf(policy: Policy, context: RunContext): string | null {
  const { totalUpdates } = context;
  const compiled = valueOrThrow(compilePolicy(policy, context));
  const update = Array.from({ length: totalUpdates }, (_, t) => t);
  const fit = fitTrace({ update, learningRate: update.map((t) => compiled.learningRateAt(t)), totalUpdates });
  const source = parameterCount(policy);
  if (!fit.ok) return fit.refusals.map(({ message }) => message).join(' ');
  const line = printPolicy(fit.value.policy);
  return fit.value.parameters <= source
    ? null
    : `${String(fit.value.parameters)} > ${String(source)}: ${line.slice(0, 160)}`;
}

/** A policy, and the run that its trace is of. */
export interface Sample {
  readonly policy: Policy;
  readonly context: RunContext;
}

/** Laws whose learning rates a trace alone can tell. */
export const OPEN = laws.map(({ name }) => name).filter((name) => name !== 'plateau' && name !== 'ladder');

export const samplesOf = (law: string): fc.Arbitrary<Sample> =>
  arbitraryPolicyOf(law).map(({ document, context }) => ({
    policy: valueOrThrow(parsePolicyDocument(document)),
    context,
  }));

/** Three laws with their warm-ups behind one another, each over the updates that it was drawn for. */
export const sequences: fc.Arbitrary<Sample> = fc
  .array(fc.constantFrom(...OPEN).chain(samplesOf), { minLength: 3, maxLength: 3 })
  .map((parts) => {
    let totalUpdates = 0;
    const phases = parts.map(({ policy, context }, index) => {
      const { version: _version, ...node } = resolveLengths(policy, context);
      totalUpdates += context.totalUpdates;
      return { policy: node, ...(index < parts.length - 1 ? { until: { steps: totalUpdates } } : {}) };
    });
    const document = { version: 1, law: 'sequence', phases };
    return {
      policy: valueOrThrow(parsePolicyDocument(JSON.parse(JSON.stringify(document)))),
      context: { totalUpdates },
    };
  });

/** How often the goal was met, and what is instead where it was not. */
export interface FitRate {
  readonly good: number;
  readonly drawn: number;
  readonly failures: readonly string[];
}

/** Fits the whole traces of so many random policies; the same ones every time. */
export function fitRate(arbitrary: fc.Arbitrary<Sample>, count: number): FitRate {
  const samples = fc.sample(arbitrary, { seed: SEED, numRuns: count });
  const failures = samples.flatMap(({ policy, context }) => {
    const failure = failureOf(policy, context);
    if (failure === null) return [];
    return [`${printPolicy(policy)} over ${String(context.totalUpdates)}: ${failure}`];
  });
  return { good: samples.length - failures.length, drawn: samples.length, failures };
}
