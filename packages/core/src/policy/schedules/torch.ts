import { countPassed } from '../passed.js';
import type { Schedule } from './schedule.js';

/**
 * The schedulers of torch.optim.lr_scheduler (2.13.0) in closed form, stepped once after every update. The classes work
 * recursively from the learning rate before, which differs from these by roundings alone: below 1e-12 of the peak, of
 * LinearLR and CosineAnnealingLR up to `MOST_RECURSIVE` updates.
 */
export const MOST_RECURSIVE = 100_000;

/** Each as a function of t. */
export const torchSchedule = {
  /** initial·gamma^⌊t / stepSize⌋. */
  step: (initial: number, stepSize: number, gamma: number): Schedule => {
    return (t) => initial * gamma ** Math.floor(t / stepSize);
  },

  /** initial·gamma^(milestones ≤ t), which ascend; one that is listed twice counts twice. */
  multiStep: (initial: number, milestones: readonly number[], gamma: number): Schedule => {
    return (t) => initial * gamma ** countPassed(milestones, t);
  },

  exponential: (initial: number, gamma: number): Schedule => {
    return (t) => initial * gamma ** t;
  },

  /** Not a constant: initial·factor until `totalIters`, then initial. */
  constant: (initial: number, factor: number, totalIters: number): Schedule => {
    return (t) => initial * (t < totalIters ? factor : 1);
  },

  /** Between two factors over `totalIters` updates; the last one holds. */
  linear: (initial: number, startFactor: number, endFactor: number, totalIters: number): Schedule => {
    return (t) => initial * (startFactor + (endFactor - startFactor) * (Math.min(t, totalIters) / totalIters));
  },

  /** Ends at 0, and nowhere else. */
  polynomial: (initial: number, totalIters: number, power: number): Schedule => {
    return (t) => initial * (1 - Math.min(t, totalIters) / totalIters) ** power;
  },

  /** Not clamped: past `tMax` it rises again. */
  cosineAnnealing: (initial: number, tMax: number, etaMin: number): Schedule => {
    return (t) => etaMin + (initial - etaMin) * 0.5 * (1 + Math.cos((Math.PI * t) / tMax));
  },

  /** SGDR with whole first cycle and whole multiplier; its peak does not decay. */
  cosineWarmRestarts: (initial: number, first: number, multiplier: number, etaMin: number): Schedule => {
    return (t) => {
      let [start, length] = [0, first];
      if (multiplier === 1) start = t - (t % first);
      else while (t >= start + length) [start, length] = [start + length, length * multiplier];
      return etaMin + (initial - etaMin) * 0.5 * (1 + Math.cos((Math.PI * (t - start)) / length));
    };
  },

  /** Triangles from base to max; `scale` is what is left of the height in cycle c (from 1) at update t. */
  cyclic: (
    base: number,
    max: number,
    up: number,
    down: number,
    scale: (cycle: number, t: number) => number,
  ): Schedule => {
    const [total, ratio] = [up + down, up / (up + down)];
    return (t) => {
      const cycle = Math.floor(1 + t / total);
      const x = 1 + t / total - cycle;
      const height = x <= ratio ? x / ratio : (x - 1) / (ratio - 1);
      return base + (max - base) * Math.max(0, height) * scale(cycle, t);
    };
  },
};
