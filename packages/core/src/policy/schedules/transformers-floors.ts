import { ArgumentReader, ScheduleRefused } from './schedule.js';
import { type Factor, type FactorContext, HALF_WAVE, type TransformersSchedule, wave } from './transformers-factor.js';

/**
 * `cosine_warmup_with_min_lr`, which runs one update ahead of the others: (t + 1)/W in the warm-up, or from
 * warmup_lr_rate to 1 over W − 1 updates; the peak at W − 1, the floor at N − 1, and a rise past it.
 */
export function cosineOneAheadFactor(
  given: ArgumentReader,
  floor: number,
  { warmupSteps: W, totalUpdates: N }: TransformersSchedule,
): Factor {
  const cycles = given.number('num_cycles', HALF_WAVE);
  const start = given.has('warmup_lr_rate') ? given.number('warmup_lr_rate') : null;
  return (t) => {
    if (t < W) return start === null ? (t + 1) / Math.max(1, W) : start + ((1 - start) * t) / Math.max(1, W - 1);
    const p = (t - W + 1) / Math.max(1, N - W);
    return Math.max(0, wave(cycles, p) * (1 - floor) + floor);
  };
}

/**
 * `warmup_stable_decay`: from the floor (not from 0) to the peak over W updates, num_stable_steps at the peak (what the
 * others leave of the run where it is not given), num_decay_steps down to the floor, which then holds.
 */
export function stableThenDecayFactor(context: FactorContext): Factor {
  const keys = ['num_decay_steps', 'num_stable_steps', 'warmup_type', 'decay_type', 'min_lr_ratio', 'num_cycles'];
  const given = new ArgumentReader(context.schedulerArguments, keys);
  const { warmupSteps: W, totalUpdates: N } = context;
  if (!given.has('num_decay_steps')) throw new ScheduleRefused('num_decay_steps is needed.');
  const decaySteps = given.number('num_decay_steps');
  const stableSteps = given.number('num_stable_steps', N - W - decaySteps);
  const warmupType = given.word('warmup_type', ['linear', 'cosine', '1-sqrt'], 'linear');
  const decayType = given.word('decay_type', ['linear', 'cosine', '1-sqrt'], 'cosine');
  const floor = given.number('min_lr_ratio', 0);
  const cycles = given.number('num_cycles', HALF_WAVE);
  const above = (share: number) => Math.max(0, share * (1 - floor) + floor);
  const risen = (p: number): number => {
    switch (warmupType) {
      case 'linear':
        return p;
      case 'cosine':
        return 0.5 * (1 - Math.cos(Math.PI * p));
      case '1-sqrt':
        return 1 - Math.sqrt(1 - p);
    }
  };
  const left = (p: number): number => {
    switch (decayType) {
      case 'linear':
        return 1 - p;
      case 'cosine':
        return wave(cycles, p);
      case '1-sqrt':
        return 1 - Math.sqrt(p);
    }
  };
  return (t) => {
    if (t < W) return above(risen(t / Math.max(1, W)));
    if (t < W + stableSteps) return 1;
    if (t < W + stableSteps + decaySteps) return above(left((t - W - stableSteps) / Math.max(1, decaySteps)));
    return floor;
  };
}
