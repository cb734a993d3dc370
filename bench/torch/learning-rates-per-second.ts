import { spawn } from 'node:child_process';
import { env } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { workerVariables } from '../../apps/runner/src/python/worker-environment.js';
import { TrainerMessageSchema } from '../../apps/runner/src/trainer/protocol.js';
import type { Figure } from '../figure.js';

const ECHO_LOOP = fileURLToPath(new URL('echo_loop.py', import.meta.url));
const COUNT = 20_000;

/**
 * Learning rates handed to a Python process one at a time, each after the update before it was told: what a closed loop
 * needs. Messages are checked on both sides as in a training.
 */
export async function learningRatesPerSecond(python: string): Promise<Figure> {
  const child = spawn(python, [ECHO_LOOP], { env: workerVariables(env), stdio: ['pipe', 'pipe', 'inherit'] });
  const ask = (t: number) =>
    child.stdin.write(`${JSON.stringify({ type: 'rates', from: t, learningRates: { default: [0.1 / (t + 1)] } })}\n`);
  ask(0);
  let began = 0;
  let made = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const message = TrainerMessageSchema.parse(JSON.parse(line));
    if (message.type !== 'update') throw new Error(`The echo said ${message.type}.`);
    // From the first answer on: Python has started then.
    if (made === 0) began = performance.now();
    made += 1;
    if (made > COUNT) break;
    ask(made);
  }
  const seconds = (performance.now() - began) / 1000;
  child.stdin.end();
  return {
    id: 'runner.learning-rates-per-second',
    value: COUNT / seconds,
    unit: 'LRs/s',
    goal: null,
    better: 'higher',
    about: 'one at a time over standard input and output to a Python process that answers at once',
  };
}
