import type { Policy } from '@ratebook/core/policy';
import { say } from '../../progress.js';
import {
  bestOfGrid,
  COMPOSED_SCENES,
  compositionPlan,
  COMPOSITIONS,
  FRESH_SEEDS,
  SEARCH_SEEDS,
} from '../composition-cases.js';
import { play } from '../play.js';
import { asRecorded } from './pack.js';
import type { Workbench } from './workbench.js';
import type { WorkLine } from './work-log.js';

/**
 * Trains what composition studies of a scene ask for, and the best single policy and the composition of each again with
 * fresh seeds. Returns their trainings that are not of the grid; none where the scene has no compositions.
 */
export async function recordCompositions(bench: Workbench): Promise<readonly WorkLine[]> {
  const { scene, task } = bench.setting;
  if (!COMPOSED_SCENES.includes(scene.id)) return [];
  const used = new Map<string, WorkLine>();
  const known = (policy: Policy, seed: number) => {
    const line = bench.find(policy, seed);
    return line === null ? null : asRecorded(line.report);
  };
  const record = async (policy: Policy, seed: number) => {
    await bench.report(policy, seed);
    const line = bench.find(policy, seed);
    if (line !== null) used.set(`${line.policy} ${String(seed)}`, line);
  };
  for (const composition of COMPOSITIONS) {
    for (const seed of SEARCH_SEEDS) {
      say(`${scene.id}: composition ${composition.id}, seed ${String(seed)}`);
      const plan = compositionPlan(scene, task.trainer.updatesPerEpoch, composition);
      let played = play(plan, (policy) => known(policy, seed));
      while (played.missing.length > 0) {
        for (const policy of played.missing) await record(policy, seed);
        played = play(plan, (policy) => known(policy, seed));
      }
      // What an earlier recording trained counts as used, too.
      for (const { policy, candidate } of played.state.trials) if (candidate === null) await record(policy, seed);
      const { winner, runnerUp } = played.state.outcome ?? { winner: null, runnerUp: null };
      for (const finalist of [winner, runnerUp]) {
        const policy = finalist === null ? undefined : played.state.trials[finalist]?.policy;
        if (policy === undefined) continue;
        for (const fresh of FRESH_SEEDS) await record(policy, fresh);
      }
    }
  }
  const best = bestOfGrid(scene, known);
  if (best !== null) for (const fresh of FRESH_SEEDS) await record(best, fresh);
  return [...used.values()];
}
