import { type Schedule, ScheduleRefused } from './schedule.js';

/*
 * The schedulers of timm 1.0.31 with t_in_epochs=False, told of every update by step_update(t + 1) after it. What they set
 * before the first update is the start of their warm-up, or the optimiser's own learning rate: they are never asked for
 * t = 0.
 */

/** What all of them share. */
export interface TimmScheduler {
  /** The optimiser's own learning rate. */
  readonly learningRate: number;
  readonly warmupT: number;
  /** A learning rate, not a share. */
  readonly warmupLrInit: number;
  /** Whether the law starts after the warm-up, or runs on below it and jumps into sight. */
  readonly warmupPrefix: boolean;
}

/** The warm-up of every scheduler, before what it does at t (or at t less the warm-up). */
function afterWarmup(scheduler: TimmScheduler, decayed: (t: number) => number): Schedule {
  const { learningRate, warmupT, warmupLrInit, warmupPrefix } = scheduler;
  const slope = (learningRate - warmupLrInit) / warmupT;
  return (t) => {
    if (t === 0) return warmupT > 0 ? warmupLrInit : learningRate;
    if (t < warmupT) return warmupLrInit + t * slope;
    return decayed(warmupPrefix ? t - warmupT : t);
  };
}

/** Python's floor division of numbers that are not negative, which takes the remainder first. */
function floorDivide(a: number, b: number): number {
  return Math.round((a - (a % b)) / b);
}

export interface TimmStep extends TimmScheduler {
  readonly decayT: number;
  readonly decayRate: number;
}

/** StepLRScheduler: times decay_rate^⌊t / decay_t⌋. */
export function timmStep(scheduler: TimmStep): Schedule {
  const { learningRate, decayT, decayRate } = scheduler;
  return afterWarmup(scheduler, (t) => learningRate * decayRate ** floorDivide(t, decayT));
}

export interface TimmMultiStep extends TimmScheduler {
  /** Ascending; one that is named twice counts twice. */
  readonly decayT: readonly number[];
  readonly decayRate: number;
}

/** MultiStepLRScheduler: times decay_rate^(number of milestones ≤ **t + 1**), one update before PyTorch's. */
export function timmMultiStep(scheduler: TimmMultiStep): Schedule {
  const { learningRate, decayT, decayRate } = scheduler;
  return afterWarmup(
    scheduler,
    (t) => learningRate * decayRate ** decayT.filter((milestone) => milestone <= t + 1).length,
  );
}

export interface TimmCycles extends TimmScheduler {
  readonly tInitial: number;
  readonly lrMin: number;
  readonly cycleMul: number;
  readonly cycleDecay: number;
  /** After so many cycles `lrMin` holds. */
  readonly cycleLimit: number;
}

/** Cycle i lasts t_initial·cycle_mul^i, its top is the learning rate times cycle_decay^i; `wave` from 1 to 0 over it. */
function cycles(scheduler: TimmCycles, wave: (passed: number, length: number) => number): Schedule {
  const { learningRate, tInitial, lrMin, cycleMul, cycleDecay, cycleLimit } = scheduler;
  if (!(tInitial > 0)) throw new ScheduleRefused('t_initial is above 0.');
  return afterWarmup(scheduler, (t) => {
    let [cycle, length, start] = [0, tInitial, 0];
    if (cycleMul === 1) {
      cycle = floorDivide(t, tInitial);
      start = tInitial * cycle;
    } else {
      cycle = Math.floor(Math.log(1 - (t / tInitial) * (1 - cycleMul)) / Math.log(cycleMul));
      length = cycleMul ** cycle * tInitial;
      start = ((1 - cycleMul ** cycle) / (1 - cycleMul)) * tInitial;
    }
    if (cycle >= cycleLimit) return lrMin;
    const top = learningRate * cycleDecay ** cycle;
    return lrMin + (top - lrMin) * wave(t - start, length);
  });
}

/** CosineLRScheduler: half cosines from the top of each cycle to `lrMin`. */
export function timmCosine(scheduler: TimmCycles): Schedule {
  return cycles(scheduler, (passed, length) => 0.5 * (1 + Math.cos((Math.PI * passed) / length)));
}

export interface TimmPoly extends TimmCycles {
  readonly power: number;
}

/** PolyLRScheduler: a power of what is left of each cycle. */
export function timmPoly(scheduler: TimmPoly): Schedule {
  return cycles(scheduler, (passed, length) => (1 - passed / length) ** scheduler.power);
}

export const TIMM_DECAYS = ['linear', '1-sqrt', 'cosine', 'exp'] as const;

export interface TimmStableDecay extends Omit<TimmScheduler, 'warmupPrefix'> {
  /** Without the warm-up, which is always a prefix here. */
  readonly tInitial: number;
  readonly decayT: number;
  readonly lrMin: number;
  readonly decayFn: (typeof TIMM_DECAYS)[number];
  /** Of `exp`: what is left at its end, before that is stretched down to `lrMin`. */
  readonly decayRatio: number;
  /** `constant`, or (1 + t / timescale)^−power; rsqrt is the power ½. */
  readonly stable: 'constant' | { readonly timescale: number; readonly power: number };
}

/** WSDLRScheduler: the stable function until decay_t before the end, then its value times the decay, down to `lrMin`. */
export function timmStableDecay(scheduler: TimmStableDecay): Schedule {
  const { learningRate, tInitial, decayT, lrMin, decayFn, decayRatio, stable } = scheduler;
  if (!(decayT > 0 && decayT <= tInitial)) throw new ScheduleRefused('decay_t lies between 0 and t_initial.');
  if (decayFn === 'exp' && !(decayRatio > 0 && decayRatio < 1)) {
    throw new ScheduleRefused('decay_ratio lies between 0 and 1.');
  }
  const left = (share: number): number => {
    switch (decayFn) {
      case 'linear':
        return 1 - share;
      case '1-sqrt':
        return 1 - Math.sqrt(share);
      case 'cosine':
        return 0.5 * (1 + Math.cos(Math.PI * share));
      case 'exp':
        return (decayRatio ** share - decayRatio) / (1 - decayRatio);
    }
  };
  return afterWarmup({ ...scheduler, warmupPrefix: true }, (t) => {
    const factor = stable === 'constant' ? 1 : (1 + t / stable.timescale) ** -stable.power;
    const held = Math.max(learningRate * factor, lrMin);
    const passed = t - (tInitial - decayT);
    return passed <= 0 ? held : lrMin + (held - lrMin) * left(Math.min(passed / decayT, 1));
  });
}
