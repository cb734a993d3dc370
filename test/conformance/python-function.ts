// Prints random policies with the Python function that is exported for each, for python/check_function.py: npx tsx this [count].
import { argv, stdout } from 'node:process';
import { compilePolicy, parsePolicyDocument, printPolicy } from '@ratebook/core/policy';
import { pythonLearningRateFunction } from '@ratebook/core/policy/exporters';
import { arbitraryPolicy } from '@ratebook/core/policy/testing';
import { valueOrThrow } from '@ratebook/core/refusal';
import fc from 'fast-check';

const SEED = 20_261_125;
const COUNT = 2000;

for (const { document, context } of fc.sample(arbitraryPolicy, { seed: SEED, numRuns: Number(argv[2] ?? COUNT) })) {
  const policy = valueOrThrow(parsePolicyDocument(document));
  const compiled = valueOrThrow(compilePolicy(policy, context));
  if (compiled.loop !== null) continue;
  const line = {
    notation: printPolicy(policy),
    context,
    source: pythonLearningRateFunction({ policy, compiled, run: context }),
    peak: compiled.peakLearningRate,
    // Past the end too, where a policy keeps its last value.
    learningRates: Array.from({ length: context.totalUpdates + 3 }, (_, t) => compiled.learningRateAt(t)),
  };
  stdout.write(`${JSON.stringify(line)}\n`);
}
