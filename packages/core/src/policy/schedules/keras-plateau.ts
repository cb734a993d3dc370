import type { PolicyEvent } from '../closed-loop/loop.js';
import type { Schedule } from './schedule.js';
import { single } from './single-precision.js';

export interface KerasReduceOnPlateau {
  /** The optimiser's own learning rate. */
  readonly learningRate: number;
  readonly monitor: string;
  readonly mode: 'min' | 'max';
  readonly factor: number;
  readonly patience: number;
  readonly minDelta: number;
  readonly cooldown: number;
  readonly minLearningRate: number;
}

/**
 * keras.callbacks.ReduceLROnPlateau of Keras 3.15.1, told of `monitor` at every evaluation. The learning rate is kept, and
 * readings are compared, in float32; its product with the factor is taken in double. The update that follows an evaluation
 * has the new learning rate. Events ascend in t.
 */
export function kerasReduceOnPlateau(callback: KerasReduceOnPlateau): (events: readonly PolicyEvent[]) => Schedule {
  const { monitor, mode, factor, patience, minDelta, cooldown, minLearningRate } = callback;
  const isBetter = (value: number, best: number | null): boolean => {
    if (best === null) return true;
    return mode === 'min' ? single(value + minDelta) < single(best) : single(value - minDelta) > single(best);
  };
  return (events) => {
    const changes: { readonly t: number; readonly learningRate: number }[] = [];
    let learningRate = single(callback.learningRate);
    let best: number | null = null;
    let [bad, cooling] = [0, 0];
    for (const { t, metrics } of events) {
      const value = metrics[monitor];
      if (value === undefined) continue;
      if (cooling > 0) [cooling, bad] = [cooling - 1, 0];
      if (isBetter(value, best)) {
        [best, bad] = [value, 0];
      } else if (cooling === 0) {
        bad += 1;
        if (bad >= patience && learningRate > single(minLearningRate)) {
          learningRate = single(Math.max(learningRate * factor, minLearningRate));
          [cooling, bad] = [cooldown, 0];
          changes.push({ t, learningRate });
        }
      }
    }
    return (t) => changes.findLast((change) => change.t <= t)?.learningRate ?? single(callback.learningRate);
  };
}
