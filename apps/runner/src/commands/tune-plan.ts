import { compilePolicy, parsePolicyDocument, type RunContext } from '@ratebook/core/policy';
import { logGrid } from '@ratebook/core/range-test';
import { valueOrThrow } from '@ratebook/core/refusal';
import { parseSpace, usualSpace } from '@ratebook/core/search';
import { type Candidate, MOST_TRIALS, parseStudyPlan, type StudyPlan } from '@ratebook/core/study';
import { type Budget, evaluationUpdates, type Task } from '@ratebook/core/task';
import { UsageError } from '../failure.js';
import type { CommandContext } from './context.js';
import type { KnownTask } from './task.js';
import { candidatesOf, inSpace } from './tune-candidates.js';
import { mostCompositions, phasesAsked, type Strategy, type TuneOptions } from './tune-options.js';
import { searchedRange } from './tune-range.js';

// A climb looks at a tenth, and at three tenths where that tells nothing yet, at every second learning rate; halving cuts
// once, at a tenth, to the best fifth and the next lower learning rate. How often each finds the best, and at what cost, is in
// docs/performance.md, Tuning.
const CLIMB_RUNGS = [0.1, 0.3];
const CLIMB_STRIDE = 2;
const GIVE_UP_AT = 0.5;
const HALVING_RUNGS = [0.1];
const HALVING_ETA = 5;

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
  const evaluateAt = evaluationUpdates(task.evaluateAt, totalUpdates);
  const isComparedEarly = evaluateAt.some((t) => t < totalUpdates);
  if (!isComparedEarly && !options.full)
    context.output.paragraph(
      `${task.slug} is evaluated at its end alone: nothing can be compared before, so that every candidate is trained to the end, as with --full.`,
    );
  const { strategy, candidates } = await candidatesOf(context, known, options, { space: read, run, isComparedEarly });
  const phases = phasesOf(options, candidates, { evaluateAt, run });
  const composed = phases === null ? 0 : mostCompositions(phases.boundaries.length, phases.heights.length);
  const most = MOST_TRIALS - composed;
  if (candidates.length < 2 || candidates.length > most)
    throw new UsageError(
      `The space gives ${String(candidates.length)} policies for ${task.slug}; expected 2 to ${String(most)}${composed === 0 ? '' : `, beside up to ${String(composed)} compositions`}.`,
    );
  return readPlan({
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
    candidates: [...candidates],
    ...searched(options, strategy, evaluateAt, totalUpdates),
    by: options.by,
    direction: task.metric.direction,
    target,
    phases,
    confirmations: options.seeds,
    rangeTest: range?.known == null ? null : { submission: range.known.submission, updates: range.known.updates },
  });
}

/** The options that parts of a plan come from. */
const OPTION_OF: readonly (readonly [string, string])[] = [
  ['phases.boundaries', '--boundaries'],
  ['phases.heights', '--heights'],
  ['halving.rungs', '--rungs'],
  ['climb.rungs', '--rungs'],
  ['candidates', '--space'],
  ['search.space', '--space'],
  ['confirmations', '--seeds'],
];

/** A plan as its readers will read it. One that they would refuse must not be begun: nobody could go on with its job. */
function readPlan(plan: StudyPlan): StudyPlan {
  const read = parseStudyPlan(plan);
  if (read.ok) return read.value;
  const lines = read.refusals.map(({ path, message }) => {
    const option = OPTION_OF.find(([part]) => path.startsWith(part))?.[1];
    return `${option === undefined ? 'The study cannot be planned' : option}: ${message}.`;
  });
  throw new UsageError(lines.join('\n'));
}

/** The rungs of a study, at evaluation points. A task that is evaluated at its end alone has none: all is tried in full. */
function searched(
  { rungs, eta, full }: TuneOptions,
  strategy: Strategy,
  evaluateAt: readonly number[],
  totalUpdates: number,
): Pick<StudyPlan, 'halving' | 'climb'> {
  const usual = strategy === 'climb' ? CLIMB_RUNGS : HALVING_RUNGS;
  const compared = full ? [] : pointsAt(rungs ?? usual, evaluateAt, totalUpdates);
  if (strategy === 'halving')
    return {
      halving: { eta: eta ?? HALVING_ETA, rungs: [...compared, totalUpdates], keepsOneBelow: true },
      climb: null,
    };
  const [giveUpAt = null] = pointsAt([GIVE_UP_AT], evaluateAt, totalUpdates);
  return { halving: null, climb: { stride: CLIMB_STRIDE, rungs: [...compared], giveUpAt } };
}

/** Three digits, as a person types a learning rate. */
const rounded = (value: number) => Number(value.toPrecision(3));

function phasesOf(
  options: TuneOptions,
  candidates: readonly Candidate[],
  { evaluateAt, run }: { readonly evaluateAt: readonly number[]; readonly run: RunContext },
): StudyPlan['phases'] {
  if (options.method !== 'composite') return null;
  const { boundaries, heights } = phasesAsked(options);
  const points = pointsAt(boundaries, evaluateAt, run.totalUpdates);
  if (points.length === 0)
    throw new UsageError('The task is evaluated at its end alone: there is no place where a phase could end.');
  // What is really reached: a law's own scale (noam's is about 1) may be no learning rate that anything is trained with.
  const peaks = candidates
    .map(({ policy }) => valueOrThrow(compilePolicy(valueOrThrow(parsePolicyDocument(policy)), run)).peakLearningRate)
    .filter((peak) => peak > 0)
    .map(rounded);
  const [low, high] = [Math.min(...peaks), Math.max(...peaks)];
  return { boundaries: [...points], heights: low < high && heights > 1 ? [...logGrid(low, high, heights)] : [high] };
}
