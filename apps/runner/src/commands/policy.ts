import { createInterface } from 'node:readline';
import { compilePolicy, formatLearningRate, policyHash, PolicyLines, printPolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { UsageError } from '../failure.js';
import type { CommandContext } from './context.js';
import { readPolicy } from './evaluate.js';

const FLUSHED_AT_CHARACTERS = 65_536;

/** `ratebook policy rates|print --stdin`: one JSON line in, one JSON line out. */
export async function policyLinesCommand(kind: 'rates' | 'print'): Promise<void> {
  const lines = new PolicyLines();
  let waiting = '';
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    waiting += `${kind === 'rates' ? lines.rates(line) : lines.print(line)}\n`;
    if (waiting.length >= FLUSHED_AT_CHARACTERS) {
      await write(waiting);
      waiting = '';
    }
  }
  await write(waiting);
}

function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** `ratebook policy rates POLICY --updates N`: the learning rate at evenly spread updates, for reading. */
export function policyRatesCommand({ output }: CommandContext, text: string, totalUpdates: number): void {
  const policy = readPolicy(text);
  if (!Number.isSafeInteger(totalUpdates) || totalUpdates < 1)
    throw new UsageError(`--updates is ${String(totalUpdates)}; expected a whole number above 0.`);
  const compiled = valueOrThrow(compilePolicy(policy, { totalUpdates }));
  const SHOWN = 11;
  const updates = [
    ...new Set(Array.from({ length: SHOWN }, (_, index) => Math.round((index / (SHOWN - 1)) * (totalUpdates - 1)))),
  ];
  const WIDTH = 40;
  for (const t of updates) {
    const learningRate = compiled.learningRateAt(t);
    const bar = '█'.repeat(
      compiled.peakLearningRate === 0 ? 0 : Math.round((learningRate / compiled.peakLearningRate) * WIDTH),
    );
    output.line(
      `${String(t).padStart(9)}  ${formatLearningRate(Number(learningRate.toPrecision(4))).padEnd(12)} ${bar}`,
    );
  }
  output.result({
    policyHash: policyHash(policy),
    peakLearningRate: compiled.peakLearningRate,
    updates,
    learningRates: updates.map((t) => compiled.learningRateAt(t)),
  });
}

/** `ratebook policy print POLICY`: its canonical line and its document. */
export function policyPrintCommand({ output }: CommandContext, text: string): void {
  const policy = readPolicy(text);
  output.line(printPolicy(policy));
  output.line(JSON.stringify(policy, null, 2));
  output.result({ notation: printPolicy(policy), document: policy, policyHash: policyHash(policy) });
}
