// How often a trace of a random policy is fitted by an equivalent one with no more parameters: npm run fit-rate [-- COUNT].
import { argv, stdout } from 'node:process';
import {
  compilePolicy,
  laws,
  parsePolicyDocument,
  type Policy,
  printPolicy,
  type RunContext,
} from '@ratebook/core/policy';
import { fitTrace, parameterCount } from '@ratebook/core/policy/fit';
import { arbitraryPolicyOf } from '@ratebook/core/policy/testing';
import { valueOrThrow } from '@ratebook/core/refusal';
import fc from 'fast-check';

const SEED = 20_261_126;
const COUNT = 100;
const SHOWN = 12;

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

const [count = String(COUNT), only] = argv.slice(2);
for (const { name } of laws) {
  if (name === 'plateau' || name === 'ladder' || (only !== undefined && name !== only)) continue;
  const samples = fc.sample(arbitraryPolicyOf(name), { seed: SEED, numRuns: Number(count) });
  let good = 0;
  const failures: string[] = [];
  const began = Date.now();
  for (const { document, context } of samples) {
    const policy = valueOrThrow(parsePolicyDocument(document));
    const failure = failureOf(policy, context);
    if (failure === null) good += 1;
    else failures.push(`    ${printPolicy(policy)} over ${String(context.totalUpdates)}\n      ${failure}`);
  }
  stdout.write(
    `${name.padEnd(22)} ${String(good)} of ${String(samples.length)}  ${String(Math.round((Date.now() - began) / samples.length))} ms each\n`,
  );
  if (failures.length > 0) stdout.write(`${failures.slice(0, SHOWN).join('\n')}\n`);
}
