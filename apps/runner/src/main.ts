#!/usr/bin/env node
import { RefusedError } from '@ratebook/core/refusal';
import { CommanderError } from 'commander';
import { readEnvironment } from './environment.js';
import { CommandFailure, EXIT } from './failure.js';
import { interruptionSignal } from './interruption.js';
import { Output } from './output.js';
import { createProgram } from './program.js';
import { Registry } from './registry/registry.js';

/** What stands before `--`: what follows is another program's command line. */
const ownWords = process.argv.slice(0, (process.argv.indexOf('--') + 1 || Infinity) - 1);
const isJson = ownWords.includes('--json');
let output = new Output({ isJson, hasColor: false });

// A reader that has read enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.done);
});

function failed(message: string, exitCode: number, codes: readonly string[], answer = {}): number {
  output.clearLive();
  if (isJson) output.result({ ...answer, error: { message, codes, exitCode } });
  else process.stderr.write(`${message}\n`);
  return exitCode;
}

function report(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.done;
    // For people, commander has written it already.
    if (isJson) output.result({ error: { message: error.message, codes: ['usage'], exitCode: EXIT.usage } });
    return EXIT.usage;
  }
  if (error instanceof CommandFailure) return failed(error.message, error.exitCode, error.codes, error.answer);
  if (error instanceof RefusedError) {
    return failed(
      error.message,
      EXIT.failed,
      error.refusals.map(({ code }) => code),
    );
  }
  const what = error instanceof Error ? error.message : String(error);
  // Its trace is what a report needs.
  process.stderr.write(`${error instanceof Error ? (error.stack ?? what) : what}\n`);
  return failed(`This is a bug of the runner; please report it with the lines above: ${what}`, EXIT.failed, ['bug']);
}

async function main(): Promise<number> {
  const signal = interruptionSignal(() =>
    output.warn('Stopping; what is done is kept. Press Ctrl-C once more to stop at once.'),
  );
  try {
    const environment = readEnvironment();
    output = new Output({ isJson, hasColor: environment.hasColor });
    const registry = new Registry(environment.apiUrl, signal);
    await createProgram({ environment, signal, output, registry }).parseAsync();
    return EXIT.done;
  } catch (error) {
    return report(error);
  }
}

process.exitCode = await main();
