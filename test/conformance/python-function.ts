import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { compilePolicy, laws, parsePolicy, parsePolicyDocument, type Policy, printPolicy } from '@ratebook/core/policy';
import { pythonLearningRateFunction } from '@ratebook/core/policy/exporters';
import { arbitraryPolicy, arbitraryPolicyOf, type FullContext } from '@ratebook/core/policy/testing';
import { valueOrThrow } from '@ratebook/core/refusal';
import fc from 'fast-check';

const CHECK = fileURLToPath(new URL('python/check_function.py', import.meta.url));
const SEED = 20_261_125;
const COUNT = 2000;

const COUNT_OF_A_LAW = 100;

/** What random policies rarely draw: numbers at the ends of their range, and phases that are resumed past their end. */
const LINES = [
  'cosine-restarts(0.1, first=10, multiplier=1e200)',
  'cosine-restarts(0.1, first=3, multiplier=1.000000001)',
  'cosine-restarts(0.1 -> 0.01, first=1, multiplier=1.001, decay=0.99)',
  'cosine-restarts(0, first=1, decay=1e300)',
  'noam(0.1, dimension=512, warmup-steps=1e-300)',
  'sigmoid(0.1, gamma=1e300, center=10)',
  'sigmoid(0.1, gamma=-5, center=10)',
  'exponential(0, factor=1e300)',
  'linear(0.1, length=1e305 epochs)',
  'cosine-restarts(0.1, first=10, multiplier=2) until 30; constant(0.5) until 60; cosine-restarts(0.1, first=10, multiplier=2) resume',
  'cosine-restarts(0.1, cycles=3) until 30; constant(0.5) until 60; cosine-restarts(0.1, cycles=3) resume',
  'wsd(0.1, decay=10) until 30; constant(0.5) until 60; wsd(0.1, decay=10) resume',
  'linear(1, length=200%) until 10; linear(1, length=20) until 15; linear(1, length=200%) resume',
  Array.from({ length: 20 }, (_, index) => `linear(${index + 1})${index < 19 ? ` until ${4 * index + 4}` : ''}`).join(
    '; ',
  ),
];
const RUN: FullContext = { totalUpdates: 100, updatesPerEpoch: 1000, tokensPerUpdate: 10 };

/** Lines, policies of each law, and policies of any kind, each with a run. */
function* samples(): Generator<{ readonly policy: Policy; readonly context: FullContext }> {
  for (const line of LINES) yield { policy: valueOrThrow(parsePolicy(line)), context: RUN };
  const drawn = [
    ...laws.map(({ name }) => ({ policies: arbitraryPolicyOf(name), count: COUNT_OF_A_LAW })),
    { policies: arbitraryPolicy, count: COUNT },
  ];
  for (const { policies, count } of drawn) {
    for (const { document, context } of fc.sample(policies, { seed: SEED, numRuns: count }))
      yield { policy: valueOrThrow(parsePolicyDocument(document)), context };
  }
}

/** Open-loop policies, each with the Python function that is exported for it, as lines for check_function.py. */
function* functionLines(): Generator<string> {
  for (const { policy, context } of samples()) {
    const compiled = valueOrThrow(compilePolicy(policy, context));
    if (compiled.loop !== null) continue;
    yield `${JSON.stringify({
      notation: printPolicy(policy),
      context,
      source: pythonLearningRateFunction({ policy, compiled, run: context }),
      peak: compiled.peakLearningRate,
      // Past the end too, where a policy keeps its last value.
      learningRates: Array.from({ length: context.totalUpdates + 3 }, (_, t) => compiled.learningRateAt(t)),
    })}\n`;
  }
}

/**
 * Has Python execute the functions that exports carry, of thousands of policies; false where one gives another
 * learning rate than its policy. `say` is told the first of them, or how many agreed.
 */
export async function checkPythonFunctions(python: string, say: (line: string) => void): Promise<boolean> {
  const child = spawn(python, ['-u', CHECK], { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  // It stops reading at the first difference; what it said of it is what matters.
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close');
  for (const line of functionLines()) {
    if (child.exitCode !== null) break;
    if (!child.stdin.write(line)) await Promise.race([once(child.stdin, 'drain'), ended]);
  }
  child.stdin.end();
  const [status] = (await ended) as [number | null];
  say(said.trimEnd());
  return status === 0;
}
