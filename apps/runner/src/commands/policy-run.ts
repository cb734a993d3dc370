import { type CompiledPolicy, compilePolicy, type Policy, type RunContext } from '@ratebook/core/policy';
import { readerRun, type ReaderRunInput } from '@ratebook/core/policy/exporters';
import type { Command } from 'commander';
import { CommandFailure, UsageError } from '../failure.js';
import { positiveInteger, positiveNumber } from '../options.js';

/** Options that say how long the reader's own run is. */
export interface RunOptions {
  readonly updates?: number;
  readonly examples?: number;
  readonly batch?: number;
  readonly epochs?: number;
  readonly updatesPerEpoch?: number;
  readonly tokensPerUpdate?: number;
}

/** The run that reading commands take where none is said. */
export const DEFAULT_UPDATES = 1000;

/** Adds the options; `note` stands behind `--updates`. */
export const withRunOptions = (command: Command, note = '') =>
  command
    .option('--updates <n>', `length of the training, in updates${note}`, positiveInteger)
    .option('--examples <n>', 'instead: training examples in an epoch', positiveInteger)
    .option('--batch <n>', 'with --examples: examples of one update, over all devices', positiveInteger)
    .option('--epochs <x>', 'with --examples or --updates-per-epoch: how many epochs', positiveNumber)
    .option('--updates-per-epoch <n>', 'for policies with lengths in epochs', positiveNumber)
    .option('--tokens-per-update <n>', 'for policies with lengths in tokens', positiveInteger);

/** Fields of a run, by the option that gives them; those first whose name another one contains. */
const OPTIONS: Readonly<Record<keyof ReaderRunInput, string>> = {
  totalUpdates: '--updates',
  updatesPerEpoch: '--updates-per-epoch',
  tokensPerUpdate: '--tokens-per-update',
  batchSize: '--batch',
  examples: '--examples',
  epochs: '--epochs',
};

/** The run that the options say; null where they say none. */
export function saidRun(options: RunOptions): RunContext | null {
  const { updates, examples, batch, epochs } = options;
  return [updates, examples, batch, epochs].every((value) => value === undefined) ? null : runOf(options, null);
}

/** The run that the options say; with none of them `otherwise`, or without that a usage error. */
export function runOf(options: RunOptions, otherwise: number | null): RunContext {
  const { updates = null, examples = null, batch = null, epochs = null } = options;
  const { updatesPerEpoch = null, tokensPerUpdate = null } = options;
  const isSaid = [updates, examples, batch, epochs].some((value) => value !== null);
  const totalUpdates = isSaid ? updates : otherwise;
  const run = readerRun({ totalUpdates, updatesPerEpoch, examples, batchSize: batch, epochs, tokensPerUpdate });
  if (run.ok) return run.value;
  throw new UsageError(run.refusals.map(({ message }) => named(message)).join('\n'));
}

const FIELD = new RegExp(`\\b(?:${Object.keys(OPTIONS).join('|')})\\b`, 'g');

/** A message about fields as one about options. What is counted in examples stays counted so. */
function named(message: string): string {
  return message.replaceAll(FIELD, (field, at: number) =>
    / of $/.test(message.slice(0, at)) ? field : OPTIONS[field as keyof ReaderRunInput],
  );
}

/** What a policy may miss of the run. */
const MISSING = ['updatesPerEpoch', 'tokensPerUpdate'] as const;

/** The policy compiled, or a failure that names the option which gives what is missing. */
export function compiledFor(policy: Policy, context: RunContext): CompiledPolicy {
  const compiled = compilePolicy(policy, context);
  if (compiled.ok) return compiled.value;
  throw refusedFor(compiled.refusals);
}

/** Refusals of a policy on a run as a failure, with the option that gives what is missing. */
export function refusedFor(refusals: readonly { readonly code: string; readonly message: string }[]): CommandFailure {
  const messages = refusals.map(({ message }) => message);
  const missing = MISSING.filter((name) => messages.some((message) => message.includes(name)));
  return new CommandFailure(
    [...messages, ...missing.map((name) => `Give ${name} by ${OPTIONS[name]}.`)].join('\n'),
    1,
    refusals.map(({ code }) => code),
  );
}
