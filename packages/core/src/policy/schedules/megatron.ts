import { type Schedule, ScheduleRefused } from './schedule.js';

export const MEGATRON_WSD_DECAY_STYLES = ['exponential', 'linear', 'cosine', 'minus_sqrt'] as const;

/** Arguments of Megatron-LM's training, in iterations. */
export interface MegatronSchedule {
  /** `--lr`. */
  readonly learningRate: number;
  /** `--min-lr`, a learning rate. */
  readonly minLearningRate: number;
  readonly decayStyle: 'constant' | 'linear' | 'cosine' | 'inverse-square-root' | 'WSD';
  /** With the warm-up. */
  readonly decayIters: number;
  readonly warmupIters: number;
  /** `--lr-warmup-init`, a learning rate. */
  readonly warmupInit: number;
  /** Of the style WSD only. */
  readonly wsd: MegatronDecay | null;
}

export interface MegatronDecay {
  readonly decayIters: number;
  readonly decayStyle: (typeof MEGATRON_WSD_DECAY_STYLES)[number];
}

/**
 * OptimizerParamScheduler of megatron-core 0.16.1. It counts samples, and is told of a batch after its update, so that
 * update t has seen t batches. With W and D = decay_iters:
 * t ≤ W: init + (max − init)·t/W · then constant: max · t > D: min · inverse-square-root: max(min, max·√W/√t), but without
 * a warm-up the root of samples, max/√(t·batch) · else min + (max − min)·c with r = (t − W)/(D − W) and c = 1 − r (linear),
 * ½(1 + cos πr) (cosine), and for WSD 1 until D − wsd_iters, then over r from 0 to 1: 1 − r, ½(1 + cos πr), 1 − √r, or
 * (exponential, the default) 2·½^r − 1. The batch (samples of one update) is the same all along.
 * Throws ScheduleRefused for what it refuses: a minimum or a start of the warm-up above the learning rate, a warm-up that is
 * not shorter than the decay, WSD without the length of its decay.
 */
export function megatronSchedule(schedule: MegatronSchedule, batch = 1): Schedule {
  const { learningRate: max, minLearningRate: min, decayStyle, decayIters, warmupIters, warmupInit, wsd } = schedule;
  if (min > max) throw new ScheduleRefused('The minimum is not above the learning rate.');
  if (warmupInit > max) throw new ScheduleRefused('The warm-up does not start above the learning rate.');
  if (!(warmupIters < decayIters)) throw new ScheduleRefused('The warm-up is shorter than the decay.');
  if (decayStyle === 'WSD' && wsd === null) throw new ScheduleRefused('WSD needs the length of its decay.');
  const share = (t: number): number => {
    if (wsd !== null && decayStyle === 'WSD') {
      const start = decayIters - wsd.decayIters;
      return t <= start ? 1 : stableDecayShare(wsd.decayStyle, (t - start) / wsd.decayIters);
    }
    const passed = (t - warmupIters) / (decayIters - warmupIters);
    return decayStyle === 'linear' ? 1 - passed : 0.5 * (Math.cos(Math.PI * passed) + 1);
  };
  return (t) => {
    if (warmupIters > 0 && t <= warmupIters) return warmupInit + ((max - warmupInit) * t) / warmupIters;
    if (decayStyle === 'constant') return max;
    if (t > decayIters) return min;
    if (decayStyle === 'inverse-square-root') {
      const [warming, seen] = [Math.max(warmupIters * batch, 1), Math.max(t * batch, 1)];
      return Math.max(min, (max * Math.sqrt(warming)) / Math.sqrt(seen));
    }
    return min + share(t) * (max - min);
  };
}

function stableDecayShare(style: MegatronDecay['decayStyle'], passed: number): number {
  switch (style) {
    case 'linear':
      return 1 - passed;
    case 'cosine':
      return 0.5 * (Math.cos(Math.PI * passed) + 1);
    case 'minus_sqrt':
      return 1 - Math.sqrt(passed);
    case 'exponential':
      return 2 * 0.5 ** passed - 1;
  }
}
