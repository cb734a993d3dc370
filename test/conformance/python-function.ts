import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { compilePolicy, parsePolicyDocument, printPolicy } from '@ratebook/core/policy';
import { pythonLearningRateFunction } from '@ratebook/core/policy/exporters';
import { arbitraryPolicy } from '@ratebook/core/policy/testing';
import { valueOrThrow } from '@ratebook/core/refusal';
import fc from 'fast-check';

const CHECK = fileURLToPath(new URL('python/check_function.py', import.meta.url));
const SEED = 20_261_125;
const COUNT = 2000;

/** Random open-loop policies, each with the Python function that is exported for it, as lines for check_function.py. */
function* functionLines(): Generator<string> {
  for (const { document, context } of fc.sample(arbitraryPolicy, { seed: SEED, numRuns: COUNT })) {
    const policy = valueOrThrow(parsePolicyDocument(document));
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
 * Has Python execute the functions that exports carry, of thousands of random policies; false where one gives another
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
