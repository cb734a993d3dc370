import { parseNotation, policyHash } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import type { StudyPlan, TrialReport } from '@ratebook/core/study';
import { type Figure, meanOf } from '../figure.js';
import { isNear } from './judge.js';
import { type OpdaLandscape, type OpdaRun, readOpda } from './opda-runs.js';
import { halvedBy, oneCut, planOf, twoCuts } from './plans.js';
import { play } from './play.js';
import { hitChance } from './random-subset.js';
import { uniform } from './uniform.js';

/** Candidates of one replay, drawn from a landscape's runs. */
const CANDIDATES = 16;
const DRAWS = 200;
const DRAW_SEED = 20_261;

/** A run's length is a hundred here: each is cut at shares of its own. */
const WHOLE = 100;
const RUNGS = [10, 30, WHOLE];
const FACTS = { totalUpdates: WHOLE, updatesPerEpoch: WHOLE, evaluateAt: RUNGS };

/** One search among runs drawn at random, as the halving and its rivals do it. */
interface OpdaReplay {
  readonly halving: SearchOutcome;
  readonly topQuarter: SearchOutcome;
  /** The chance of a random part of these runs that costs as much as the halving. */
  readonly random: number;
}

interface SearchOutcome {
  readonly isNear: boolean;
  readonly costShare: number;
}

const finalOf = ({ readings }: OpdaRun) => (readings.length === RUNGS.length ? (readings.at(-1)?.[1] ?? 0) : 0);

/** What a run cost in epochs when it was trained to a rung: to the evaluation at or after it, or to where it diverged. */
function epochsTo({ epochs, readings }: OpdaRun, rung: number): number {
  const index = RUNGS.indexOf(rung);
  return epochs * (readings[index]?.[0] ?? rung / WHOLE);
}

function reportOf({ readings }: OpdaRun): TrialReport {
  const isWhole = readings.length === RUNGS.length;
  return {
    readings: readings.map(([, accuracy], index) => ({ t: RUNGS[index] ?? WHOLE, loss: null, metric: accuracy })),
    updates: RUNGS[Math.min(readings.length, RUNGS.length - 1)] ?? WHOLE,
    end: isWhole ? 'completed' : 'diverged',
  };
}

function searchAmong(runs: readonly OpdaRun[], halving: StudyPlan['halving']): SearchOutcome {
  const policies = runs.map(({ learningRate }) => valueOrThrow(parseNotation(`constant(${String(learningRate)})`)));
  const runOf = new Map(policies.map((policy, index) => [policyHash(policy), runs[index]]));
  const candidates = policies.map((policy) => ({ policy, template: 0 }));
  const played = play(planOf(FACTS, candidates, { by: 'metric', ...halvedBy(halving) }), (policy) => {
    const run = runOf.get(policyHash(policy));
    return run === undefined ? null : reportOf(run);
  });
  const { winner } = played.state.outcome ?? { winner: null };
  const best = Math.max(...runs.map(finalOf));
  const pick = winner === null ? undefined : runs[winner];
  const spent = played.trainedTo.reduce((sum, rung, index) => {
    const run = runs[index];
    return sum + (run === undefined ? 0 : epochsTo(run, rung));
  }, 0);
  return {
    isNear: pick !== undefined && isNear(1 - finalOf(pick) / best),
    costShare: spent / runs.reduce((sum, run) => sum + epochsTo(run, reportOf(run).updates), 0),
  };
}

function replayDraw(runs: readonly OpdaRun[]): OpdaReplay {
  const halving = searchAmong(runs, twoCuts(FACTS, true));
  const best = Math.max(...runs.map(finalOf));
  const near = runs.filter((run) => isNear(1 - finalOf(run) / best)).length;
  return {
    halving,
    topQuarter: searchAmong(runs, oneCut(FACTS, 4, false)),
    random: hitChance(runs.length, near, halving.costShare * runs.length),
  };
}

/** Runs of a landscape drawn without replacement, no learning rate twice: a study tries a policy once. */
function drawRuns(runs: readonly OpdaRun[], next: () => number): readonly OpdaRun[] {
  const drawn = new Map<number, OpdaRun>();
  while (drawn.size < CANDIDATES) {
    const run = runs[Math.floor(next() * runs.length)];
    if (run !== undefined) drawn.set(run.learningRate, run);
  }
  return [...drawn.values()];
}

function figuresOf({ id, runs }: OpdaLandscape): readonly Figure[] {
  const next = uniform(DRAW_SEED);
  const replays = Array.from({ length: DRAWS }, () => replayDraw(drawRuns(runs, next)));
  // How much these draws scatter would say how many were made, not how another search would come out.
  const ground = `${String(CANDIDATES)} of its ${String(runs.length)} runs at a time, by validation accuracy; mean of ${String(DRAWS)} draws that overlap, no interval`;
  const figure = (name: string, about: string, value: (replay: OpdaReplay) => number): Figure => {
    const better = name.endsWith('cost-share') ? 'lower' : 'higher';
    const mean = meanOf(replays.map(value));
    return { id: `tuning.${id}.${name}`, value: mean, unit: 'share', goal: null, better, about: `${about}; ${ground}` };
  };
  return [
    figure('within-1-percent-share', 'halving with the lower neighbour, within 1% of the best accuracy', (replay) =>
      Number(replay.halving.isNear),
    ),
    figure('cost-share', 'its epochs beside those of all', (replay) => replay.halving.costShare),
    figure('one-epoch-top-quarter.within-1-percent-share', 'all to a tenth, the best quarter to the end', (replay) =>
      Number(replay.topQuarter.isNear),
    ),
    figure(
      'one-epoch-top-quarter.cost-share',
      'its epochs beside those of all',
      (replay) => replay.topQuarter.costShare,
    ),
    figure('random.within-1-percent-share', 'a random part that costs what halving does', (replay) => replay.random),
  ];
}

/** OPDA's runs as what they are: a random search over learning rate, batch size, length and more. */
export function opdaFigures(): readonly Figure[] {
  return readOpda().flatMap(figuresOf);
}
