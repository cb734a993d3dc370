import { readFile } from 'node:fs/promises';
import {
  largestLearningRateField,
  parsePolicyDocument,
  printPolicy,
  readJson,
  type RunContext,
} from '@ratebook/core/policy';
import { logGrid } from '@ratebook/core/range-test';
import { type Parsed, valueOrThrow } from '@ratebook/core/refusal';
import { drawPolicies, parseSpace, type Space, usualSpace } from '@ratebook/core/search';
import { type Candidate, MOST_TRIALS, type StudyPlan } from '@ratebook/core/study';
import { type Budget, evaluationUpdates, type Task } from '@ratebook/core/task';
import { CommandFailure, UsageError } from '../failure.js';
import { findOwnRange, findRegistryRange, type KnownRange } from '../study/known-range.js';
import { registryCandidates } from '../study/registry-candidates.js';
import { armOf, budgetShare } from './arms.js';
import type { CommandContext } from './context.js';
import type { KnownTask } from './task.js';
import type { Strategy, TuneOptions } from './tune-options.js';

/** A climb costs about as much on a finer grid; halving costs with every candidate. */
const USUAL_GRID = { climb: 8, halving: 6 } as const;
const USUAL_DRAWS = 12;

// A climb looks at a tenth, and at three tenths where that tells nothing yet, at every second learning rate; halving cuts
// once, at a tenth, to the best fifth and the next lower learning rate. How often each finds the best, and at what cost, is in
// docs/performance.md, Tuning.
const CLIMB_RUNGS = [0.1, 0.3];
const CLIMB_STRIDE = 2;
const GIVE_UP_AT = 0.5;
const HALVING_RUNGS = [0.1];
const HALVING_ETA = 5;
/** Where no range test is known: a decade on each side of the baseline's height. */
const UNKNOWN_FACTOR = 10;
/**
 * How far below the usable range the search begins: a range test's short runs favour learning rates that are too high for
 * whole trainings, by up to half a decade.
 */
const BELOW_FACTOR = 3;
const rounded = (value: number) => Number(value.toPrecision(3));

interface SearchedRange {
  readonly low: number;
  readonly high: number;
  readonly known: KnownRange | null;
}

/** The learning rates that are searched, and why these: said before anything is trained. */
async function searchedRange(
  context: CommandContext,
  { task, unreachable }: KnownTask,
  options: TuneOptions,
): Promise<SearchedRange> {
  const { environment, registry, output } = context;
  const own = await findOwnRange(environment.home, task);
  const isAway = options.offline || unreachable !== null;
  const known = own ?? (isAway ? null : await findRegistryRange(registry, task));
  const baseline = largestLearningRateField(valueOrThrow(parsePolicyDocument(task.baseline)));
  const low = options.from ?? rounded(known === null ? baseline / UNKNOWN_FACTOR : known.low / BELOW_FACTOR);
  const high = options.to ?? rounded(known === null ? baseline * UNKNOWN_FACTOR : known.high);
  if (!(low > 0 && high > low))
    throw new UsageError(`--from ${String(low)} --to ${String(high)}: expected 0 < from < to.`);
  const isAsked = options.from !== null && options.to !== null;
  output.paragraph(
    isAsked
      ? `Learning rates from ${String(low)} to ${String(high)}, as asked.`
      : known === null
        ? `No range test of this task is known whose runs learnt something: learning rates from ${String(low)} to ${String(high)}, a decade on each side of the baseline. ratebook range-test finds the usable ones.`
        : `Learning rates from ${String(low)} to ${String(high)}: the usable ones of ${known.from}, and half a decade below.`,
  );
  return { low, high, known: isAsked ? null : known };
}

/** A value read from a file, or a failure that names it. */
function inFile<T>(path: string, parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  const { refusals } = parsed;
  throw new CommandFailure(
    refusals.map(({ message }) => `--space ${path}: ${message}`).join('\n'),
    1,
    refusals.map(({ code }) => code),
  );
}

/** A value read from a space: what is wrong with one of the person's own names its file. */
const inSpace = <T>({ space }: TuneOptions, parsed: Parsed<T>): T =>
  space === null ? valueOrThrow(parsed) : inFile(space, parsed);

/** The search space in a file of the person's, as JSON; what is wrong with it names the file. */
export async function readSpaceFile(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new CommandFailure(`--space ${path} cannot be read: ${error instanceof Error ? error.message : ''}`);
  });
  return inFile(path, readJson(text));
}

/** The evaluation points nearest to shares of the budget, each once, before the end. */
function pointsAt(shares: readonly number[], evaluateAt: readonly number[], totalUpdates: number): readonly number[] {
  const before = evaluateAt.filter((t) => t < totalUpdates);
  const nearest = shares.flatMap((share) =>
    before
      .toSorted((a, b) => Math.abs(a - share * totalUpdates) - Math.abs(b - share * totalUpdates) || a - b)
      .slice(0, 1),
  );
  return [...new Set(nearest)].toSorted((a, b) => a - b);
}

/** A policy that the task cannot be trained with is left out, and said. */
function trainable(
  task: Task,
  candidates: readonly Candidate[],
  options: TuneOptions,
  say: (text: string) => void,
): Candidate[] {
  const share = budgetShare(options.budget);
  const kept: Candidate[] = [];
  const seen = new Set<string>();
  for (const candidate of candidates) {
    const policy = valueOrThrow(parsePolicyDocument(candidate.policy));
    const line = printPolicy(policy);
    if (seen.has(line)) continue;
    seen.add(line);
    try {
      armOf(task, policy, share);
      kept.push(candidate);
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      say(`Left out: ${error.message}`);
    }
  }
  return kept;
}

/** How a study goes on from its candidates: as asked, else by a climb wherever there is a grid of learning rates alone. */
function strategyOf({ search, strategy, full, eta, space: file }: TuneOptions, { templates }: Space): Strategy {
  if (full) return 'halving';
  const strange = templates.find(({ parameters }) => parameters.length > 1 || parameters[0]?.scale === 'choice');
  if (strategy === 'climb' && strange !== undefined)
    throw new UsageError(
      `--strategy climb: the templates of ${file ?? 'the space'} must vary by their learning rate alone; ${strange.law} varies in ${strange.parameters.map(({ path }) => path).join(', ')}.`,
    );
  return strategy ?? (search === 'grid' && eta === null && strange === undefined ? 'climb' : 'halving');
}

async function candidatesOf(
  context: CommandContext,
  known: KnownTask,
  options: TuneOptions,
  setting: { readonly space: Space; readonly strategy: Strategy; readonly run: RunContext },
): Promise<readonly Candidate[]> {
  const { output, registry } = context;
  const { space, strategy } = setting;
  const drawn = inSpace(
    options,
    drawPolicies(space, {
      draw: options.search,
      count: options.candidates ?? (options.search === 'grid' ? USUAL_GRID[strategy] : USUAL_DRAWS),
      seed: options.searchSeed,
      most: MOST_TRIALS,
    }),
  ).map(({ policy, template }): Candidate => ({
    policy: JSON.parse(JSON.stringify(policy)) as Candidate['policy'],
    template,
    origin: `${space.templates[template]?.law ?? 'policy'}, drawn`,
  }));
  if (!options.fromRegistry) return drawn;
  if (options.offline || known.unreachable !== null)
    throw known.unreachable ?? new UsageError('--from-registry asks the registry, and --offline asks none.');
  const { candidates, leftOut } = await registryCandidates(registry, known.task, setting.run);
  output.paragraph(
    candidates.length === 0
      ? 'The registry has no policy for this model that can be tried here.'
      : `From the registry, tried first: ${candidates.map(({ policy, origin }) => `${printPolicy(valueOrThrow(parsePolicyDocument(policy)))} (${origin})`).join('; ')}.`,
  );
  for (const line of leftOut) output.paragraph(`Not tried: ${line}.`);
  return [...candidates, ...drawn];
}

function targetOf({ method, target }: TuneOptions, task: Task): number | null {
  if (method !== 'cost-effective') return null;
  const value = target ?? task.targets?.full ?? null;
  if (value === null)
    throw new UsageError(
      `${task.slug} has no calibrated target; say what is to be reached: --target, in ${task.metric.name}.`,
    );
  return value;
}

/** The plan of a study as it is asked for: everything that it will decide by. A `space` of null is the usual one. */
export async function planStudy(
  context: CommandContext,
  known: KnownTask,
  options: TuneOptions,
  setting: { readonly budget: Budget; readonly space: unknown },
): Promise<StudyPlan> {
  const { task } = known;
  const { updatesPerEpoch, tokensPerUpdate } = task.trainer;
  const totalUpdates = setting.budget.updates;
  const run = { totalUpdates, updatesPerEpoch, tokensPerUpdate };
  const target = targetOf(options, task);
  const range = setting.space === null ? await searchedRange(context, known, options) : null;
  const { groups } = valueOrThrow(parsePolicyDocument(task.baseline));
  const space = range === null ? setting.space : usualSpace({ low: range.low, high: range.high, groups });
  const read = inSpace(options, parseSpace(space));
  const strategy = strategyOf(options, read);
  const found = await candidatesOf(context, known, options, { space: read, strategy, run });
  const candidates = trainable(task, found, options, (text) => context.output.paragraph(text));
  const most = options.method === 'composite' ? MOST_TRIALS - compositions(options) : MOST_TRIALS;
  if (candidates.length < 2 || candidates.length > most)
    throw new UsageError(
      `The space gives ${String(candidates.length)} policies for ${task.slug}; a study of this kind tries 2 to ${String(most)}.`,
    );
  const evaluateAt = evaluationUpdates(task.evaluateAt, totalUpdates);
  return {
    version: 1,
    method: options.method,
    totalUpdates,
    updatesPerEpoch,
    tokensPerUpdate,
    evaluateAt: [...evaluateAt],
    search: {
      draw: options.search,
      seed: options.searchSeed,
      space: JSON.parse(JSON.stringify(space)) as StudyPlan['search']['space'],
    },
    candidates,
    ...searched(options, strategy, { evaluateAt, totalUpdates }),
    by: options.by,
    direction: task.metric.direction,
    target,
    phases: phasesOf(options, candidates, { evaluateAt, totalUpdates }),
    confirmations: options.seeds,
    rangeTest: range?.known == null ? null : { submission: range.known.submission, updates: range.known.updates },
  };
}

interface EvaluatedTraining {
  readonly evaluateAt: readonly number[];
  readonly totalUpdates: number;
}

/** The rungs of a study, at evaluation points. A task that is evaluated at its end alone has none: all is tried in full. */
function searched(
  { rungs, eta, full }: TuneOptions,
  strategy: Strategy,
  { evaluateAt, totalUpdates }: EvaluatedTraining,
): Pick<StudyPlan, 'halving' | 'climb'> {
  const usual = strategy === 'climb' ? CLIMB_RUNGS : HALVING_RUNGS;
  const compared = full ? [] : pointsAt(rungs ?? usual, evaluateAt, totalUpdates);
  if (strategy === 'halving' || compared.length === 0)
    return {
      halving: { eta: eta ?? HALVING_ETA, rungs: [...compared, totalUpdates], keepsOneBelow: true },
      climb: null,
    };
  const [giveUpAt = null] = pointsAt([GIVE_UP_AT], evaluateAt, totalUpdates);
  return { halving: null, climb: { stride: CLIMB_STRIDE, rungs: [...compared], giveUpAt } };
}

/** Trials that a composition adds to its candidates, at most. */
const compositions = ({ boundaries, heights }: TuneOptions) => (boundaries.length + 2) * heights;

function phasesOf(
  { method, boundaries, heights }: TuneOptions,
  candidates: readonly Candidate[],
  { evaluateAt, totalUpdates }: EvaluatedTraining,
): StudyPlan['phases'] {
  if (method !== 'composite') return null;
  const points = pointsAt(boundaries, evaluateAt, totalUpdates);
  if (points.length === 0)
    throw new UsageError('The task is evaluated at its end alone: there is no place where a phase could end.');
  const peaks = candidates.map(({ policy }) => largestLearningRateField(valueOrThrow(parsePolicyDocument(policy))));
  const [low, high] = [Math.min(...peaks), Math.max(...peaks)];
  return { boundaries: [...points], heights: low < high && heights > 1 ? [...logGrid(low, high, heights)] : [high] };
}
