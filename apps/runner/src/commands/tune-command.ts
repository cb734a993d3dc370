import { type Command, InvalidArgumentError, Option } from 'commander';
import { MOST_TRIALS, SEARCH_DRAWS, STUDY_METHODS } from '@ratebook/core/study';
import { deviceName, examples, positiveInteger, positiveNumber } from '../options.js';
import type { CommandContext } from './context.js';
import { tuneCommand } from './tune.js';
import { STRATEGIES, type Strategy, type TuneOptions } from './tune-options.js';

const MOST_CONFIRMATIONS = 16;
const MOST_ETA = 16;
const MOST_WORKERS = 64;

/** Reads a whole number within bounds. */
const wholeNumber = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least || value > most)
    throw new InvalidArgumentError(`Expected a whole number from ${String(least)} to ${String(most)}.`);
  return value;
};

function anyNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Expected a number.');
  return value;
}

function notNegative(text: string): number {
  const value = anyNumber(text);
  if (value < 0) throw new InvalidArgumentError('Expected 0 or more.');
  return value;
}

/** Reads shares of the budget, as `0.1,0.3`. */
const shares = (text: string) => text.split(',').map((one) => positiveNumber(one));

const devices = (text: string) => [...new Set(text.split(',').map((one) => deviceName(one.trim())))];

interface Typed {
  readonly candidates?: number;
  readonly space?: string;
  readonly from?: number;
  readonly to?: number;
  readonly strategy?: Strategy;
  readonly eta?: number;
  readonly rungs?: readonly number[];
  readonly target?: number;
  readonly boundaries?: readonly number[];
  readonly heights?: number;
  readonly trialCpus?: number;
  readonly trialGpus?: number;
  readonly microBatch?: number;
  readonly rayAddress?: string;
  readonly shared?: string;
  readonly rayInsecure?: boolean;
  readonly fromRegistry?: boolean;
  readonly full?: boolean;
  readonly fresh?: boolean;
  readonly offline?: boolean;
}
type Given = Omit<TuneOptions, keyof Typed> & Typed;

/** `ratebook tune`, its options and help. */
export function addTuneCommand(command: Command, context: CommandContext): void {
  command
    .argument('<task>', 'a task: slug or slug@version, or the file of a task document')
    .addOption(
      new Option(
        '--method <method>',
        'single: the best policy; composite: phases; cost-effective: cheapest to a target',
      )
        .choices(STUDY_METHODS)
        .makeOptionMandatory(),
    )
    .addOption(new Option('--search <draw>', 'how candidates are drawn').choices(SEARCH_DRAWS).default('grid'))
    .option(
      '--candidates <n>',
      'values of each range of a grid (8; 6 with halving), policies of other draws (12)',
      wholeNumber(1, MOST_TRIALS),
    )
    .option('--search-seed <n>', 'seed of the draw', wholeNumber(0, 2 ** 32 - 1), 0)
    .option('--space <file>', 'a search space: policy documents with ranges in them')
    .option('--from <learning rate>', 'lowest learning rate (default: from a range test)', positiveNumber)
    .option('--to <learning rate>', 'highest learning rate (default: from a range test)', positiveNumber)
    .option('--from-registry', "first try what the registry answers for the task's model")
    .option('--full', 'train every candidate to the end')
    .addOption(
      new Option(
        '--strategy <name>',
        'climb: from the best of a short first look to its neighbours; halving: cut at rungs (default: climb on a grid of learning rates)',
      ).choices(STRATEGIES),
    )
    .option(
      '--rungs <shares>',
      'shares of the budget at which candidates are compared (0.1, and of a climb 0.3 where that tells nothing)',
      shares,
    )
    .option('--eta <n>', 'of halving: one candidate in so many goes on from a rung (5)', wholeNumber(2, MOST_ETA))
    .addOption(
      new Option('--by <what>', 'what candidates are compared by, on the validation split')
        .choices(['loss', 'metric'])
        .default('loss'),
    )
    .option('--target <value>', "metric to be reached (default: the task's own target)", anyNumber)
    .option('--boundaries <shares>', 'shares of the budget at which the phases of a composition end (0.5)', shares)
    .option('--heights <n>', 'learning rates that each phase of a composition is tried with (4)', wholeNumber(1, 8))
    .option('--budget <share>', "share of the task's budget: 0.25, 0.5 or 1", positiveNumber, 1)
    .option(
      '--seeds <n>',
      'seeds that winner and runner-up are trained again with',
      wholeNumber(1, MOST_CONFIRMATIONS),
      3,
    )
    .addOption(
      new Option('--devices <names>', 'devices of this machine, as cuda:0,cuda:1')
        .argParser(devices)
        .default(['auto'], 'auto'),
    )
    .option('--workers <n>', 'trainings at once on each device', wholeNumber(1, MOST_WORKERS), 1)
    .option(
      '--micro-batch <n>',
      'examples of one forward pass, where a batch does not fit into memory',
      positiveInteger,
    )
    .addOption(
      new Option('--executor <name>', 'who trains: this machine, or an existing Ray cluster')
        .choices(['local', 'ray'])
        .default('local'),
    )
    .option('--ray-address <url>', "the cluster's dashboard (default: RAY_API_SERVER_ADDRESS, or this machine's)")
    .option('--shared <folder>', 'a folder that this machine and the cluster reach under the same path')
    .option('--trial-cpus <n>', 'CPUs that a training holds on the cluster (1)', positiveNumber)
    .option(
      '--trial-gpus <n>',
      'GPUs that a training holds on the cluster: a part of one, or whole ones (0)',
      notNegative,
    )
    .option('--ray-insecure', 'take plain http to a cluster on another machine')
    .option('--no-submit', 'leave the submission in the outbox')
    .option('--fresh', 'begin anew although an unfinished study of the same request is there')
    .option('--offline', 'ask no registry: no ticket, so the runs enter as imported')
    .addHelpText(
      'after',
      examples(
        'ratebook tune digits-mlp --method single',
        'ratebook tune digits-mlp --method cost-effective --target 0.96 --from-registry',
        'ratebook tune digits-mlp --method composite --boundaries 0.3,0.7',
        'ratebook tune digits-mlp --method single --strategy halving --eta 3 --rungs 0.1,0.3',
        'ratebook tune digits-mlp --method single --search sobol --space space.json --candidates 16',
      ),
    )
    .action((task: string, given: Given) => {
      const { candidates = null, space = null, from = null, to = null, target = null, microBatch = null } = given;
      const { strategy = null, eta = null, rungs = null, boundaries = null, heights = null } = given;
      const { rayAddress = null, shared = null, rayInsecure = false, trialCpus = null, trialGpus = null } = given;
      const { fromRegistry = false, full = false, fresh = false, offline = false } = given;
      return tuneCommand(context, task, {
        ...given,
        ...{ candidates, space, from, to, target, microBatch, fromRegistry, full, fresh, offline },
        ...{ strategy, eta, rungs, boundaries, heights },
        ...{ rayAddress, shared, rayInsecure, trialCpus, trialGpus },
      });
    });
}
