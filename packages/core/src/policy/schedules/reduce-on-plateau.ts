import type { PolicyEvent } from '../closed-loop/loop.js';
import { ArgumentReader, type Schedule, type ScheduleArguments, ScheduleRefused } from './schedule.js';

const KEYS = ['mode', 'factor', 'patience', 'threshold', 'threshold_mode', 'cooldown', 'min_lr', 'eps'];

/**
 * torch.optim.lr_scheduler.ReduceLROnPlateau (2.13.0), told of `metric` at every evaluation; the learning rate of the
 * update that follows an evaluation already answers to it. The best value starts at infinity, so that with a relative
 * threshold of 1 or more nothing is ever better. Events ascend in t. Throws ScheduleRefused for unknown arguments and a
 * factor of 1 or more.
 */
export function reduceOnPlateauSchedule(
  learningRate: number,
  metric: string,
  schedulerArguments: ScheduleArguments,
): (events: readonly PolicyEvent[]) => Schedule {
  const given = new ArgumentReader(schedulerArguments, KEYS);
  const mode = given.word('mode', ['min', 'max'], 'min');
  const isRelative = given.word('threshold_mode', ['rel', 'abs'], 'rel') === 'rel';
  const [factor, threshold] = [given.number('factor', 0.1), given.number('threshold', 1e-4)];
  const [patience, cooldown] = [given.number('patience', 10), given.number('cooldown', 0)];
  const [minimum, epsilon] = [given.number('min_lr', 0), given.number('eps', 1e-8)];
  if (factor >= 1) throw new ScheduleRefused('A factor below 1 is needed.');
  const isBetter = (value: number, best: number) => {
    if (mode === 'min') return value < (isRelative ? best * (1 - threshold) : best - threshold);
    return value > (isRelative ? best * (threshold + 1) : best + threshold);
  };
  return (events) => {
    const starts: number[] = [];
    const learningRates: number[] = [];
    let [current, best, bad, cooling] = [learningRate, mode === 'min' ? Infinity : -Infinity, 0, 0];
    for (const { t, metrics } of events) {
      const value = metrics[metric];
      if (value === undefined) continue;
      if (isBetter(value, best)) [best, bad] = [value, 0];
      else bad += 1;
      if (cooling > 0) [cooling, bad] = [cooling - 1, 0];
      if (bad > patience) {
        const reduced = Math.max(current * factor, minimum);
        if (current - reduced > epsilon) current = reduced;
        [cooling, bad] = [cooldown, 0];
      }
      starts.push(t);
      learningRates.push(current);
    }
    return (t) => learningRates[lastAtOrBefore(starts, t)] ?? learningRate;
  };
}

/** Index of the last start that is not after t, by bisection; −1 where there is none. */
function lastAtOrBefore(starts: readonly number[], t: number): number {
  let [low, high] = [-1, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? Infinity) <= t) low = middle;
    else high = middle - 1;
  }
  return low;
}
