import { createInterface } from 'node:readline';
import {
  type CompiledPolicy,
  compilePolicy,
  formatLearningRate,
  type Policy,
  policyHash,
  PolicyLines,
  printPolicy,
  type RunContext,
} from '@ratebook/core/policy';
import { CommandFailure, Interrupted } from '../failure.js';
import type { CommandContext } from './context.js';
import { readPolicy } from './arms.js';

const FLUSHED_AT_CHARACTERS = 65_536;

/** `ratebook policy rates|print --stdin`: one JSON line in, one JSON line out; a bad line is answered with its error. */
export async function policyLinesCommand(kind: 'rates' | 'print', { signal }: CommandContext): Promise<void> {
  const lines = new PolicyLines();
  const answerTo = (line: string) => (kind === 'rates' ? lines.rates(line) : lines.print(line));
  const input = createInterface({ input: process.stdin, crlfDelay: Infinity });
  // Nobody may be typing: without this the command would wait for a line before it ends.
  signal.addEventListener('abort', () => process.stdin.destroy(), { once: true });
  let waiting = '';
  const flush = () => {
    if (waiting === '') return;
    if (!process.stdout.write(waiting)) {
      input.pause();
      process.stdout.once('drain', () => input.resume());
    }
    waiting = '';
  };
  await new Promise<void>((resolve, reject) => {
    input.on('close', resolve).on('line', (line) => {
      if (line.trim() === '') return;
      // A program that asks and waits gets its answer once no more lines have come; a file is answered in big pieces.
      if (waiting === '') setImmediate(flush);
      try {
        waiting += `${answerTo(line)}\n`;
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
        input.close();
      }
      if (waiting.length >= FLUSHED_AT_CHARACTERS) flush();
    });
  });
  flush();
  if (signal.aborted) throw new Interrupted('Interrupted.');
}

const SHOWN_UPDATES = 11;
const UPDATE_WIDTH = 9;
const LEARNING_RATE_WIDTH = 11;
const LONGEST_BAR = 40;

/** What a policy may miss of the run, by the option that gives it. */
const GIVEN_BY = { updatesPerEpoch: '--updates-per-epoch', tokensPerUpdate: '--tokens-per-update' } as const;

/** The policy compiled, or a failure that names the option which gives what is missing. */
function compiledFor(policy: Policy, context: RunContext): CompiledPolicy {
  const compiled = compilePolicy(policy, context);
  if (compiled.ok) return compiled.value;
  const messages = compiled.refusals.map(({ message }) => message);
  const missing = Object.entries(GIVEN_BY).filter(([name]) => messages.some((message) => message.includes(name)));
  throw new CommandFailure(
    [...messages, ...missing.map(([name, option]) => `Give ${name} by ${option}.`)].join('\n'),
    1,
    compiled.refusals.map(({ code }) => code),
  );
}

/** `ratebook policy rates POLICY --updates N`: the learning rate at evenly spread updates, for reading. */
export function policyRatesCommand({ output }: CommandContext, text: string, context: RunContext): void {
  const policy = readPolicy(text);
  const compiled = compiledFor(policy, context);
  const last = context.totalUpdates - 1;
  const updates = [
    ...new Set(Array.from({ length: SHOWN_UPDATES }, (_, index) => Math.round((index / (SHOWN_UPDATES - 1)) * last))),
  ];
  const barWidth = Math.min(LONGEST_BAR, output.columns - UPDATE_WIDTH - LEARNING_RATE_WIDTH - 5);
  output.line(`${'update'.padStart(UPDATE_WIDTH)}  learning rate`);
  for (const t of updates) {
    const learningRate = compiled.learningRateAt(t);
    const share = compiled.peakLearningRate === 0 ? 0 : learningRate / compiled.peakLearningRate;
    const shown = formatLearningRate(Number(learningRate.toPrecision(4))).padEnd(LEARNING_RATE_WIDTH);
    output.line(`${String(t).padStart(UPDATE_WIDTH)}  ${shown}  ${'█'.repeat(Math.round(share * barWidth))}`.trimEnd());
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
