import { createInterface } from 'node:readline';
import { PolicyLines } from '@ratebook/core/policy';
import { Interrupted } from '../failure.js';
import type { CommandContext } from './context.js';

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
