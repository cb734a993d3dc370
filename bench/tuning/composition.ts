import { type Policy, printPolicy } from '@ratebook/core/policy';
import type { TrialReport } from '@ratebook/core/study';
import { bestOfGrid, type Composition, compositionPlan, FRESH_SEEDS, SEARCH_SEEDS } from './composition-cases.js';
import { play } from './play.js';
import type { Landscape } from './recorded-landscape.js';
import type { Scene } from './scenes.js';

/** A scene with the trainings of its grid and those that its compositions asked for. */
export interface ComposedScene {
  readonly scene: Scene;
  readonly grid: Landscape;
  readonly composed: Landscape;
}

/** What one composition study came to. */
export interface CompositionReplay {
  readonly scene: Scene;
  readonly seed: number;
  /** Whether the study itself says that the composition ends better: on the seed that it was chosen by. */
  readonly isChosen: boolean;
  /** Loss of the best single policy less the composition's, beside the former, on fresh seeds and the test split; each seed's. */
  readonly gains: readonly number[];
  /** The same beside the best decay of the whole, finer grid by its mean over all seeds. */
  readonly gainsOverGrid: readonly number[];
  /** Updates of the whole search beside those of the candidates, each trained in full. */
  readonly costShare: number;
}

/** Plays a composition study on the record and confirms it on fresh seeds. Where no composition came through, all of it is lost. */
export function replayComposition(
  { scene, grid, composed }: ComposedScene,
  composition: Composition,
  seed: number,
): CompositionReplay {
  const record = (policy: Policy, by: number): TrialReport | null =>
    composed.report(policy, by) ?? grid.report(policy, by);
  const plan = compositionPlan(scene, grid.updatesPerEpoch, composition);
  const { state, missing, updates } = play(plan, (policy) => record(policy, seed));
  if (missing.length > 0)
    throw new Error(
      `${scene.id}, seed ${String(seed)}: a training of the composition study is not recorded (npm run record-landscapes -- ${scene.id}).`,
    );
  const { winner, runnerUp } = state.outcome ?? { winner: null, runnerUp: null };
  const costShare = updates / (plan.candidates.length * scene.totalUpdates);
  if (winner === null || runnerUp === null)
    return { scene, seed, isChosen: false, gains: LOST, gainsOverGrid: LOST, costShare };
  const isChosen = state.trials[winner]?.candidate === null;
  const policyOf = (trial: number) => state.trials[trial]?.policy;
  const [composite, single] = [policyOf(isChosen ? winner : runnerUp), policyOf(isChosen ? runnerUp : winner)];
  if (composite === undefined || single === undefined)
    throw new RangeError(`The study of ${scene.id} names a finalist that it has not.`);
  const testLoss = (policy: Policy, by: number) => {
    const report = composed.report(policy, by);
    if (report === null)
      throw new Error(
        `${scene.id}: ${printPolicy(policy)} with seed ${String(by)} is not recorded (npm run record-landscapes -- ${scene.id}).`,
      );
    return report.end === 'completed' ? (composed.test(policy, by)?.loss ?? Infinity) : Infinity;
  };
  const gainsOver = (other: Policy) =>
    FRESH_SEEDS.map((fresh) => gainOf(testLoss(composite, fresh), testLoss(other, fresh)));
  const best = bestOfGrid(scene, (one, by) => grid.report(one, by));
  return {
    scene,
    seed,
    isChosen,
    gains: gainsOver(single),
    gainsOverGrid: best === null ? [] : gainsOver(best),
    costShare,
  };
}

/** A mean has to be had: no training counts as worse than one of twice the loss, and so does one that diverged. */
const WORST_GAIN = -1;
const BEST_GAIN = 0.5;
const LOST = FRESH_SEEDS.map(() => WORST_GAIN);

/** What a loss is below another, beside the other; Infinity is of a training that diverged. */
export function gainOf(loss: number, other: number): number {
  return loss === other ? 0 : Math.min(BEST_GAIN, Math.max(WORST_GAIN, 1 - loss / other));
}

/** All studies of a way of composing. */
export function replayCompositions(
  scenes: readonly ComposedScene[],
  composition: Composition,
): readonly CompositionReplay[] {
  return scenes.flatMap((one) => SEARCH_SEEDS.map((seed) => replayComposition(one, composition, seed)));
}
