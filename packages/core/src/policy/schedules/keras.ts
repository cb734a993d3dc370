import type { Schedule } from './schedule.js';
import { single, singleHalfWave } from './single-precision.js';

/*
 * keras.optimizers.schedules of Keras 3.15.1, every operation in float32 and in the order of the library. A schedule is
 * asked for the optimiser's iterations, which count from 0; with gradient_accumulation_steps they count batches.
 */

export interface KerasExponentialDecay {
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly decayRate: number;
  readonly staircase: boolean;
}

/** ExponentialDecay: initial·decay_rate^(t / decay_steps), of a staircase the whole part of the exponent. Never stops. */
export function kerasExponentialDecay(decay: KerasExponentialDecay): Schedule {
  const { initialLearningRate, decaySteps, decayRate, staircase } = decay;
  return (t) => {
    const passed = single(single(t) / single(decaySteps));
    const power = single(single(decayRate) ** (staircase ? Math.floor(passed) : passed));
    return single(single(initialLearningRate) * power);
  };
}

/** PiecewiseConstantDecay: `values[i]` up to and **at** `boundaries[i]`, the last value after the last boundary. */
export function kerasPiecewiseConstantDecay(boundaries: readonly number[], values: readonly number[]): Schedule {
  return (t) => {
    const index = boundaries.findIndex((boundary) => t <= boundary);
    return single(values.at(index) ?? NaN);
  };
}

export interface KerasPolynomialDecay {
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  /** The library's default is 1e-4, not 0. */
  readonly endLearningRate: number;
  readonly power: number;
}

/** PolynomialDecay: (initial − end)·(1 − min(t, decay_steps)/decay_steps)^power + end. */
export function kerasPolynomialDecay(decay: KerasPolynomialDecay): Schedule {
  const [initial, end] = [single(decay.initialLearningRate), single(decay.endLearningRate)];
  const steps = single(decay.decaySteps);
  return (t) => {
    const share = single(Math.min(single(t), steps) / steps);
    const left = single(single(1 - share) ** single(decay.power));
    return single(single(single(initial - end) * left) + end);
  };
}

export interface KerasInverseTimeDecay {
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly decayRate: number;
}

/** InverseTimeDecay: initial / (1 + decay_rate·t / decay_steps). Never stops. */
export function kerasInverseTimeDecay(decay: KerasInverseTimeDecay): Schedule {
  const { initialLearningRate, decaySteps, decayRate } = decay;
  return (t) => {
    const passed = single(single(t) / single(decaySteps));
    return single(single(initialLearningRate) / single(1 + single(single(decayRate) * passed)));
  };
}

export interface KerasCosineDecay {
  readonly initialLearningRate: number;
  /** Without the warm-up. */
  readonly decaySteps: number;
  /** The floor as a share of the peak. */
  readonly alpha: number;
  /** The peak; null for none, and then `warmupSteps` is ignored. */
  readonly warmupTarget: number | null;
  readonly warmupSteps: number;
}

/**
 * CosineDecay: for t < warmup_steps a line from initial to warmup_target, then the half cosine from warmup_target (without
 * one, from initial at once) to alpha times it over decay_steps, which then holds.
 */
export function kerasCosineDecay(decay: KerasCosineDecay): Schedule {
  const { alpha, warmupTarget, warmupSteps } = decay;
  const [initial, steps] = [single(decay.initialLearningRate), single(decay.decaySteps)];
  const decayed = (passed: number, from: number): number => {
    const above = single(single(1 - alpha) * singleHalfWave(single(passed / steps)));
    return single(from * single(above + single(alpha)));
  };
  if (warmupTarget === null) return (t) => decayed(Math.min(single(t), steps), initial);
  const [target, warming] = [single(warmupTarget), single(warmupSteps)];
  return (t) => {
    const passed = Math.min(single(t), single(steps + warming));
    if (passed >= warming) return decayed(single(passed - warming), target);
    return single(single(single(target - initial) * single(passed / warming)) + initial);
  };
}

export interface KerasCosineDecayRestarts {
  readonly initialLearningRate: number;
  readonly firstDecaySteps: number;
  /** How much longer each cycle is than the one before. */
  readonly tMul: number;
  /** How much lower each peak is than the one before, above the floor. */
  readonly mMul: number;
  /** The floor as a share of the first peak. */
  readonly alpha: number;
}

/**
 * CosineDecayRestarts: half cosines one after the other, cycle i first_decay_steps·t_mul^i long, its height above the
 * floor m_mul^i of the first. With t_mul other than 1 the cycle is found by a logarithm in float32, which can miss a
 * restart; never stops.
 */
export function kerasCosineDecayRestarts(decay: KerasCosineDecayRestarts): Schedule {
  const { initialLearningRate, firstDecaySteps } = decay;
  const [growth, fall, alpha] = [single(decay.tMul), single(decay.mMul), single(decay.alpha)];
  const cycleAt = (passed: number): readonly [cycle: number, share: number] => {
    if (growth === 1) {
      const cycle = Math.floor(passed);
      return [cycle, single(passed - cycle)];
    }
    const grown = single(1 - single(passed * single(1 - growth)));
    const cycle = Math.floor(single(single(Math.log(grown)) / single(Math.log(growth))));
    const length = single(growth ** cycle);
    const before = single(single(1 - length) / single(1 - growth));
    return [cycle, single(single(passed - before) / length)];
  };
  return (t) => {
    const [cycle, share] = cycleAt(single(single(t) / single(firstDecaySteps)));
    const top = single(0.5 * single(fall ** cycle));
    const wave = single(top * single(1 + single(Math.cos(single(single(Math.PI) * share)))));
    return single(single(initialLearningRate) * single(single(single(1 - alpha) * wave) + alpha));
  };
}
