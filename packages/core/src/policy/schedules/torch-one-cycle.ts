import { ArgumentReader, type Schedule, type ScheduleArguments, ScheduleRefused } from './schedule.js';

const KEYS = ['pct_start', 'anneal_strategy', 'div_factor', 'final_div_factor', 'three_phase'];
/** They move the momentum, which is no part of a policy. */
const MOMENTUM_KEYS = ['cycle_momentum', 'base_momentum', 'max_momentum'];

/**
 * torch.optim.lr_scheduler.OneCycleLR (2.13.0), every parameter group at the same learning rates: from max/div_factor to
 * max at pct_start·N − 1, then to max/(div_factor·final_div_factor) at N − 1; in three phases to max/div_factor at
 * 2·pct_start·N − 2 first. A first phase that ends before update 0 moves the start of the next one before 0 too. Throws
 * ScheduleRefused for unknown arguments and a pct_start outside 0 to 1.
 */
export function torchOneCycleSchedule(
  maxLearningRate: number,
  totalUpdates: number,
  schedulerArguments: ScheduleArguments,
): Schedule {
  const given = new ArgumentReader(schedulerArguments, [...KEYS, ...MOMENTUM_KEYS]);
  const share = given.number('pct_start', 0.3);
  if (!(share >= 0 && share <= 1)) throw new ScheduleRefused('pct_start lies between 0 and 1.');
  const isLinear = given.word('anneal_strategy', ['cos', 'linear'], 'cos') === 'linear';
  const initial = maxLearningRate / given.number('div_factor', 25);
  const least = initial / given.number('final_div_factor', 1e4);
  const top = share * totalUpdates - 1;
  const phases = given.flag('three_phase', false)
    ? [
        { end: top, from: initial, to: maxLearningRate },
        { end: 2 * share * totalUpdates - 2, from: maxLearningRate, to: initial },
        { end: totalUpdates - 1, from: initial, to: least },
      ]
    : [
        { end: top, from: initial, to: maxLearningRate },
        { end: totalUpdates - 1, from: maxLearningRate, to: least },
      ];
  return (t) => {
    const index = Math.max(
      0,
      phases.findIndex(({ end }, phase) => t <= end || phase === phases.length - 1),
    );
    const { end, from, to } = phases[index] ?? { end: 0, from: NaN, to: NaN };
    const start = phases[index - 1]?.end ?? 0;
    const p = (t - start) / (end - start);
    return isLinear ? (to - from) * p + from : to + ((from - to) / 2) * (Math.cos(Math.PI * p) + 1);
  };
}
