#!/usr/bin/env node
import { RefusedError } from '@ratebook/core/refusal';
import { CommanderError } from 'commander';
import { readEnvironment } from './environment.js';
import { CommandFailure, EXIT } from './failure.js';
import { Output } from './output.js';
import { createProgram } from './program.js';
import { Registry } from './registry/registry.js';

/** First Ctrl-C: stop, keep the work. Second: stop now. */
function stopOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  const isJson = process.argv.includes('--json');
  if (error instanceof CommandFailure || error instanceof RefusedError) {
    const codes = error instanceof RefusedError ? error.refusals.map(({ code }) => code) : error.codes;
    const exitCode = error instanceof RefusedError ? EXIT.failed : error.exitCode;
    if (isJson) process.stdout.write(`${JSON.stringify({ error: { message: error.message, codes, exitCode } })}\n`);
    else process.stderr.write(`${error.message}\n`);
    return exitCode;
  }
  // A bug: its trace is what a report needs.
  process.stderr.write(
    `This is a bug of the runner; please report it.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return EXIT.failed;
}

async function main(): Promise<number> {
  const signal = stopOnInterrupt();
  try {
    const environment = readEnvironment();
    const program = createProgram(({ isJson }) => ({
      environment,
      signal,
      output: new Output({ isJson, hasColor: environment.hasColor }),
      registry: new Registry(environment.apiUrl),
    }));
    for (const one of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)])
      one.exitOverride();
    await program.parseAsync();
    return EXIT.done;
  } catch (error) {
    return report(error);
  }
}

process.exitCode = await main();
