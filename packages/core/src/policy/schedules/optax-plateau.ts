import type { PolicyEvent } from '../closed-loop/loop.js';
import { type Schedule, ScheduleRefused } from './schedule.js';
import { single } from './single-precision.js';

export interface OptaxReduceOnPlateau {
  /** What the scale multiplies. */
  readonly learningRate: number;
  readonly factor: number;
  /** Readings without improvement at which the scale falls. */
  readonly patience: number;
  readonly rtol: number;
  readonly atol: number;
  readonly cooldown: number;
  readonly minScale: number;
}

/**
 * optax.contrib.reduce_on_plateau of Optax 0.2.8, given `valueOf` every evaluation, with the learning rate times its scale;
 * without x64, so that readings, the best of them and the scale are float32. Lower readings are better. The update that
 * follows an evaluation has the new learning rate. Events ascend in t. Throws ScheduleRefused for what Optax refuses: a
 * factor outside 0 to 1, tolerances below 0 or both of them 0, an rtol above 1.
 */
export function optaxReduceOnPlateau(
  plateau: OptaxReduceOnPlateau,
  valueOf: (metrics: PolicyEvent['metrics']) => number | undefined,
): (events: readonly PolicyEvent[]) => Schedule {
  const { learningRate, factor, patience, rtol, atol, cooldown, minScale } = plateau;
  if (!(factor > 0 && factor < 1)) throw new ScheduleRefused('The factor lies between 0 and 1.');
  if (rtol < 0 || atol < 0 || rtol > 1 || (rtol === 0 && atol === 0)) {
    throw new ScheduleRefused('One of rtol and atol is above 0, none below it, and rtol at most 1.');
  }
  return (events) => {
    const changes: { readonly t: number; readonly scale: number }[] = [];
    let [scale, best, bad, cooling] = [1, Infinity, 0, 0];
    for (const { t, metrics } of events) {
      const reading = valueOf(metrics);
      if (reading === undefined) continue;
      const value = single(reading);
      const isBetter = value < single(single(single(1 - rtol) * best) - single(atol));
      if (isBetter) best = value;
      bad = isBetter ? 0 : bad + 1;
      if (cooling > 0) {
        [cooling, bad] = [cooling - 1, 0];
      } else if (bad === patience) {
        scale = Math.max(single(scale * single(factor)), single(minScale));
        [cooling, bad] = [cooldown, 0];
        changes.push({ t, scale });
      }
    }
    return (t) => single(single(learningRate) * (changes.findLast((change) => change.t <= t)?.scale ?? 1));
  };
}
