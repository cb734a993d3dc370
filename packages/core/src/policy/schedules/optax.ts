import type { Schedule } from './schedule.js';
import { single } from './single-precision.js';

/*
 * The schedules of Optax 0.2.8 as they run without x64: every operation in float32 and in the order of the library, numbers
 * that Python combines before in double. A schedule is asked for the count of updates done, from 0.
 */

/** constant_schedule. */
export function optaxConstant(value: number): Schedule {
  return () => single(value);
}

export interface OptaxPolynomial {
  readonly initValue: number;
  readonly endValue: number;
  readonly power: number;
  readonly transitionSteps: number;
}

/**
 * polynomial_schedule: (init − end)·(1 − min(t, steps)/steps)^power + end; linear_schedule with power 1. Without steps it is
 * constant at init.
 */
export function optaxPolynomial({ initValue, endValue, power, transitionSteps }: OptaxPolynomial): Schedule {
  if (transitionSteps <= 0) return optaxConstant(initValue);
  return (t) => {
    const share = single(single(Math.min(Math.max(t, 0), transitionSteps)) / single(transitionSteps));
    const left = single(single(1 - share) ** single(power));
    return single(single(single(initValue - endValue) * left) + single(endValue));
  };
}

export interface OptaxExponential {
  readonly initValue: number;
  readonly transitionSteps: number;
  readonly decayRate: number;
  readonly staircase: boolean;
}

/** exponential_decay: init·decay_rate^(t / steps), of a staircase the whole part of the exponent. Never stops. */
export function optaxExponential({ initValue, transitionSteps, decayRate, staircase }: OptaxExponential): Schedule {
  return (t) => {
    if (t <= 0) return single(initValue);
    const passed = single(single(t) / single(transitionSteps));
    const power = single(single(decayRate) ** (staircase ? Math.floor(passed) : passed));
    return single(single(initValue) * power);
  };
}

export interface OptaxCosine {
  readonly initValue: number;
  readonly decaySteps: number;
  /** The floor as a share of init. */
  readonly alpha: number;
}

/** cosine_decay_schedule: init·((1 − alpha)·½(1 + cos(π·min(t, steps)/steps)) + alpha). */
export function optaxCosine({ initValue, decaySteps, alpha }: OptaxCosine): Schedule {
  return (t) => {
    const passed = Math.min(single(t), single(decaySteps));
    const angle = single(single(single(Math.PI) * passed) / single(decaySteps));
    const wave = single(0.5 * single(1 + single(Math.cos(angle))));
    return single(single(initValue) * single(single(single(1 - alpha) * wave) + single(alpha)));
  };
}

export interface OptaxWarmupCosine {
  readonly initValue: number;
  readonly peakValue: number;
  readonly warmupSteps: number;
  /** With the warm-up. */
  readonly decaySteps: number;
  /** A learning rate, not a share of the peak. */
  readonly endValue: number;
}

/** warmup_cosine_decay_schedule: a line from init to peak, then the half cosine to end over decay_steps − warmup_steps. */
export function optaxWarmupCosine(schedule: OptaxWarmupCosine): Schedule {
  const { initValue, peakValue, warmupSteps, decaySteps, endValue } = schedule;
  const alpha = peakValue === 0 ? 0 : endValue / peakValue;
  return optaxJoin(
    [
      optaxPolynomial({ initValue, endValue: peakValue, power: 1, transitionSteps: warmupSteps }),
      optaxCosine({ initValue: peakValue, decaySteps: decaySteps - warmupSteps, alpha }),
    ],
    [warmupSteps],
  );
}

/** piecewise_constant_schedule: init times the scale of every boundary ≤ t, the least boundary first. */
export function optaxPiecewiseConstant(
  initValue: number,
  boundariesAndScales: readonly (readonly [boundary: number, scale: number])[],
): Schedule {
  const ascending = boundariesAndScales.toSorted(([a], [b]) => a - b);
  return (t) =>
    ascending.reduce(
      (value, [boundary, scale]) => (t < boundary ? value : single(single(scale) * value)),
      single(initValue),
    );
}

/** join_schedules: schedule i from boundary i on, asked for the updates since it; the new one holds **at** the boundary. */
export function optaxJoin(schedules: readonly Schedule[], boundaries: readonly number[]): Schedule {
  return (t) => {
    const passed = boundaries.filter((boundary) => single(t) >= single(boundary)).length;
    const start = passed === 0 ? 0 : (boundaries[passed - 1] ?? NaN);
    return schedules[passed]?.(Number.isInteger(start) ? t - start : single(single(t) - single(start))) ?? NaN;
  };
}

export interface OptaxOneCycle {
  readonly transitionSteps: number;
  readonly peakValue: number;
  readonly pctStart: number;
  readonly divFactor: number;
  readonly finalDivFactor: number;
}

/**
 * cosine_onecycle_schedule: from peak/div_factor to peak at ⌊pct_start·steps⌋, then to peak/(div_factor·final_div_factor)
 * at `steps`, which then holds. PyTorch's anchors lie at pct_start·N − 1 and N − 1: the two are different laws.
 */
export function optaxCosineOneCycle(cycle: OptaxOneCycle): Schedule {
  const { transitionSteps, peakValue, pctStart, divFactor, finalDivFactor } = cycle;
  const top = Math.trunc(pctStart * transitionSteps);
  const initial = single(peakValue / divFactor);
  const peak = single(initial * single(divFactor));
  const least = single(peak * single(1 / (divFactor * finalDivFactor)));
  const between = (from: number, to: number, share: number) => {
    const wave = single(single(Math.cos(single(single(Math.PI) * single(share)))) + 1);
    return single(to + single(single(single(from - to) / 2) * wave));
  };
  return (t) => {
    if (t < top) return between(initial, peak, t / Math.max(1, top));
    if (t < transitionSteps) return between(peak, least, (t - top) / Math.max(1, transitionSteps - top));
    return least;
  };
}
