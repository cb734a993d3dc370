import { type Command, Option } from 'commander';
import { UsageError } from '../failure.js';
import { examples, jsonOption, positiveInteger, positiveNumber } from '../options.js';
import type { CommandContext } from './context.js';
import { policyCheckCommand } from './policy-check.js';
import { policyDiffCommand } from './policy-diff.js';
import { policyExportCommand, trainersCommand } from './policy-export.js';
import { policyFitCommand } from './policy-fit.js';
import { IMPORT_KINDS, type ImportKind, policyImportCommand } from './policy-import.js';
import { policyLinesCommand } from './policy-lines.js';
import { policyPrintCommand } from './policy-print.js';
import { policyRatesCommand } from './policy-rates.js';
import { DEFAULT_UPDATES, type RunOptions, runOf, saidRun, withRunOptions } from './policy-run.js';
import { policyShowCommand } from './policy-show.js';
import { fileText, policyFrom, textOf } from './policy-text.js';

const POLICY = 'a policy in notation or as a document, a file of one, or - for standard input';
const UNLESS_GIVEN = ` (default: ${String(DEFAULT_UPDATES)})`;

/** Adds `ratebook policy` and what stands below it. */
export function addPolicyCommands(program: Command, context: CommandContext): void {
  const policy = program
    .command('policy')
    .description('work with the policy language')
    .addHelpText(
      'after',
      examples(
        'ratebook policy show "cosine(2e-5, warmup=3%)" --updates 5000',
        'ratebook policy check - < policy.json',
        'ratebook policy export "linear(2e-5)" --to transformers --updates 500',
        'ratebook policy diff "linear(0.1)" "cosine(0.1)"',
      ),
    );
  const command = (name: string, description: string) =>
    policy.command(name).description(description).addOption(jsonOption());
  addReadingCommands(command, context);
  addLineCommands(command, context);
  addExportCommand(command, context);
  addImportCommands(command, context);
}

type AddCommand = (name: string, description: string) => Command;

interface ShowCommandOptions extends RunOptions {
  readonly log?: boolean;
}

const withAxisOption = (command: Command) => command.option('--log', 'a logarithmic axis of learning rates');

function addReadingCommands(command: AddCommand, context: CommandContext): void {
  withAxisOption(withRunOptions(command('show', 'what a policy is, and its curve over a run'), UNLESS_GIVEN))
    .argument('<policy>', POLICY)
    .addHelpText(
      'after',
      examples(
        'ratebook policy show "cosine(2e-5, warmup=3%)" --updates 5000',
        'ratebook policy show "step(0.1, factor=0.5, every=2 epochs)" --examples 50000 --batch 128 --epochs 10',
        'ratebook policy show policy.json --log',
      ),
    )
    .action(async (text: string, { log = false, ...options }: ShowCommandOptions) => {
      const run = runOf(options, DEFAULT_UPDATES);
      policyShowCommand(context, await policyFrom(text), run, { isLogarithmic: log });
    });
  withRunOptions(command('check', 'whether a policy can be read, and with a run whether it can be run'))
    .argument('<policy>', POLICY)
    .addHelpText(
      'after',
      examples('ratebook policy check "fix(k0=0.1)"', 'ratebook policy check - --updates 500 < policy.json'),
    )
    .action(async (text: string, options: RunOptions) => {
      const run = saidRun(options);
      policyCheckCommand(context, await textOf(text), run);
    });
  withAxisOption(withRunOptions(command('diff', 'where two policies differ, and whether it matters'), UNLESS_GIVEN))
    .argument('<first>', POLICY)
    .argument('<second>', 'another one')
    .addHelpText(
      'after',
      examples(
        'ratebook policy diff "linear(0.1)" "cosine(0.1)" --updates 500',
        'ratebook policy diff "cosine-restarts(0.1, cycles=1)" "cosine(0.1)"',
      ),
    )
    .action(async (first: string, second: string, { log = false, ...options }: ShowCommandOptions) => {
      if (first === '-' && second === '-') throw new UsageError('Standard input holds one policy; name the other.');
      const run = runOf(options, DEFAULT_UPDATES);
      const policies = [await policyFrom(first), await policyFrom(second)] as const;
      policyDiffCommand(context, policies, run, { isLogarithmic: log });
    });
}

/** Either a policy on the command line or lines on standard input. */
function givenPolicy(text: string | undefined, isStdin: boolean): string | null {
  if (isStdin && text !== undefined) throw new UsageError('Name a policy or read lines with --stdin, not both.');
  if (!isStdin && text === undefined) throw new UsageError('Name a policy, or read lines with --stdin.');
  return text ?? null;
}

function addLineCommands(command: AddCommand, context: CommandContext): void {
  withRunOptions(command('rates', 'learning rates of a policy, or of JSON lines on standard input'), UNLESS_GIVEN)
    .argument('[policy]', POLICY)
    .option('--stdin', 'read JSON lines: {"policy", "totalUpdates", "updates", "events"?}')
    .addHelpText(
      'after',
      examples(
        'ratebook policy rates "cosine(2e-5, warmup=3%)" --updates 5000',
        'ratebook policy rates --stdin < questions.jsonl',
      ),
    )
    .action(
      async (text: string | undefined, { stdin = false, ...options }: RunOptions & { readonly stdin?: boolean }) => {
        const given = givenPolicy(text, stdin);
        if (given === null) await policyLinesCommand('rates', context);
        else policyRatesCommand(context, await policyFrom(given), runOf(options, DEFAULT_UPDATES));
      },
    );
  command('print', 'the canonical line and the document of a policy')
    .argument('[policy]', POLICY)
    .option('--stdin', 'read JSON lines: {"policy", "totalUpdates", "updates"}')
    .addHelpText(
      'after',
      examples('ratebook policy print "fix(k0=0.1)"', 'ratebook policy print --stdin < questions.jsonl'),
    )
    .action(async (text: string | undefined, { stdin = false }: { readonly stdin?: boolean }) => {
      const given = givenPolicy(text, stdin);
      if (given === null) await policyLinesCommand('print', context);
      else policyPrintCommand(context, await policyFrom(given));
    });
}

interface ExportCommandOptions extends RunOptions {
  readonly to: string;
  readonly trainerVersion?: string;
  readonly form?: string;
  readonly out?: string;
  readonly nearest?: boolean;
}

function addExportCommand(command: AddCommand, context: CommandContext): void {
  withRunOptions(command('export', 'write a policy for the tool that you train with, over your own run'))
    .argument('[policy]', POLICY)
    .requiredOption('--to <trainer>', 'the tool; list shows them all')
    .option('--trainer-version <version>', 'its version, where versions differ (default: the newest)')
    .option('--form <name>', 'one form of several, by the beginning of its name')
    .option('--out <file>', 'write the code to a file')
    .option('--nearest', 'take the nearest where the tool cannot say the policy')
    .addHelpText(
      'after',
      examples(
        'ratebook policy export --to list',
        'ratebook policy export "cosine(2e-5, warmup=3%)" --to transformers --updates 5000 > arguments.py',
        'ratebook policy export "linear(2e-5)" --to csv --examples 5000 --batch 32 --epochs 3 --out rates.csv',
      ),
    )
    .action(async (text: string | undefined, options: ExportCommandOptions) => {
      const { to: trainer, trainerVersion: version = null, form = null, out: file = null, nearest = false } = options;
      if (trainer === 'list') {
        trainersCommand(context);
        return;
      }
      if (text === undefined) throw new UsageError('Name a policy, or list the tools with --to list.');
      const run = runOf(options, null);
      const exportOptions = { trainer, version, form, file, isNearestTaken: nearest };
      await policyExportCommand(context, await policyFrom(text), run, exportOptions);
    });
}

interface ImportOptions extends RunOptions {
  readonly from?: ImportKind;
  readonly learningRate?: number;
  readonly warmupUpdates?: number;
  readonly trainerVersion: '4' | '5';
}

function addImportCommands(command: AddCommand, context: CommandContext): void {
  withRunOptions(command('import', 'a configuration of another tool as the policy that it really runs'))
    .argument('<file>', 'a configuration or a model card, or - for standard input')
    .addOption(new Option('--from <tool>', 'what it is (default: looked for in it)').choices(IMPORT_KINDS))
    .option('--learning-rate <x>', 'for a DeepSpeed file that leaves it to the Trainer', positiveNumber)
    .option('--warmup-updates <n>', 'for a DeepSpeed file that leaves it to the Trainer', positiveInteger)
    .addOption(
      new Option('--trainer-version <version>', 'major version of Transformers').choices(['4', '5']).default('5'),
    )
    .addHelpText(
      'after',
      examples(
        'ratebook policy import axolotl.yaml --updates 5000',
        'ratebook policy import README.md --from model-card',
        'ratebook policy import ds_config.json --learning-rate 2e-5 --warmup-updates 100 --updates 5000',
      ),
    )
    .action(async (file: string, { from, learningRate, warmupUpdates, trainerVersion, ...options }: ImportOptions) => {
      const totalUpdates = saidRun(options)?.totalUpdates ?? null;
      policyImportCommand(context, await fileText(file), {
        kind: from ?? null,
        totalUpdates,
        learningRate: learningRate ?? null,
        warmupUpdates: warmupUpdates ?? null,
        version: trainerVersion,
      });
    });
  command('fit', 'the simplest policy that gives the learning rates of a log')
    .argument('<file>', 'CSV, JSON lines, a trainer_state.json or a trace, or - for standard input')
    .option('--updates <n>', 'length of the training, where the log does not say it', positiveInteger)
    .addHelpText(
      'after',
      examples('ratebook policy fit trainer_state.json', 'ratebook policy fit rates.csv --updates 5000'),
    )
    .action(async (file: string, { updates }: { readonly updates?: number }) => {
      policyFitCommand(context, await fileText(file), updates ?? null);
    });
}
