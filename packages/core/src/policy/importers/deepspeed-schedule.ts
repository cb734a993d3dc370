import { formatLearningRate } from '../notation/numbers.js';
import { type Draft, inSequence, MOST_POINTS, tableOf, warmupAlone } from './draft.js';
import type { Settings } from './settings.js';

/** One scheduler block, "auto" filled. */
export interface DeepSpeedBlock {
  readonly params: Settings;
  /** `optimizer.params`. */
  readonly optimizer: Settings;
  /** The optimiser's, where it is known. */
  readonly learningRate: number | null;
  /** The schedule's own total, where it is known. */
  readonly scheduledUpdates: number | null;
  /** The run's. */
  readonly totalUpdates: number | null;
  readonly notes: string[];
}

interface DeepSpeedScheduler {
  readonly parameters: readonly string[];
  /** The policy that runs; null where something was refused. */
  readonly read: (block: DeepSpeedBlock) => Draft | null;
}

const WARMUP = ['warmup_min_lr', 'warmup_max_lr', 'warmup_num_steps', 'warmup_type'];

/** The schedulers of DeepSpeed, by their `type`. */
export const deepSpeedSchedulers: Readonly<Record<string, DeepSpeedScheduler>> = {
  WarmupLR: { parameters: [...WARMUP, 'last_batch_iteration'], read: warmupThenConstant },
  WarmupDecayLR: { parameters: [...WARMUP, 'total_num_steps', 'last_batch_iteration'], read: warmupThenLinear },
  WarmupCosineLR: {
    parameters: [
      'total_num_steps',
      'warmup_min_ratio',
      'warmup_num_steps',
      'cos_min_ratio',
      'warmup_type',
      'last_batch_iteration',
    ],
    read: warmupThenCosine,
  },
  OneCycle: {
    parameters: [
      'cycle_min_lr',
      'cycle_max_lr',
      'decay_lr_rate',
      'cycle_first_step_size',
      'cycle_second_step_size',
      'cycle_first_stair_count',
      'cycle_second_stair_count',
      'decay_step_size',
      'cycle_momentum',
      'cycle_min_mom',
      'cycle_max_mom',
      'decay_mom_rate',
      'last_batch_iteration',
    ],
    read: oneCycle,
  },
  LRRangeTest: {
    parameters: [
      'lr_range_test_min_lr',
      'lr_range_test_step_size',
      'lr_range_test_step_rate',
      'lr_range_test_staircase',
      'last_batch_iteration',
    ],
    read: rangeTest,
  },
};

const DEFAULT_WARMUP = 1000;
const DEFAULT_DECAY_MAXIMUM = 0.001;
const LAG = 1;

interface Rise {
  readonly updates: number;
  readonly shape: 'linear' | 'logarithmic';
}

/** Length and shape of a warm-up: at least 2 updates, logarithmic where the type is not known. */
function riseOf({ params, notes }: DeepSpeedBlock): Rise {
  const expected = 'a whole number of updates above 0';
  const given = params.number('warmup_num_steps', { expected, isWhole: true, least: 1 });
  if (given === null && !params.has('warmup_num_steps')) notes.push('warmup_num_steps is not given: it is 1000.');
  if (given === 1) notes.push('A warm-up of 1 update is made 2.');
  const type = params.text('warmup_type');
  if (type === null) notes.push('warmup_type is not given: the warm-up is logarithmic.');
  else if (type !== 'log' && type !== 'linear')
    notes.push(`warmup_type "${type}" is not known to DeepSpeed: the warm-up is logarithmic.`);
  return { updates: Math.max(2, given ?? DEFAULT_WARMUP), shape: type === 'linear' ? 'linear' : 'logarithmic' };
}

function shareOf({ updates, shape }: Rise, risen: number): number {
  return shape === 'linear' ? risen / updates : Math.log(risen + 1) / Math.log(updates);
}

/** Refuses a scheduler that does not begin at its beginning. */
function beginsAnew({ params }: DeepSpeedBlock): void {
  const given = params.number('last_batch_iteration', {
    expected: '-1: a training from its start',
    isWhole: true,
    most: -1,
  });
  if (given !== null && given !== -1) params.refuse('last_batch_iteration', '-1: a training from its start');
}

interface Lagging {
  readonly least: number;
  readonly greatest: number;
  readonly rise: Rise;
}

/** `then` behind DeepSpeed's warm-up: one update at the minimum, then the rise, which begins at the minimum again. */
function behindRise(block: DeepSpeedBlock, { least, greatest, rise }: Lagging, then: Draft): Draft | null {
  const { totalUpdates, notes } = block;
  notes.push('DeepSpeed lags one update: the first two updates both run at the minimum.');
  const still = { updates: LAG, draft: { law: 'constant', learningRate: least } };
  const behind = (draft: Draft) => inSequence([still, { updates: null, draft }], totalUpdates);
  if (totalUpdates === null || totalUpdates - LAG > rise.updates)
    return behind({ ...then, warmup: { length: { steps: rise.updates }, from: least, shape: rise.shape } });
  notes.push('The warm-up is not over before the training ends: the learning rate never reaches its peak.');
  if (rise.shape === 'linear') return behind(warmupAlone(least, greatest, { steps: rise.updates }));
  return tabled(block, (t) => least + (greatest - least) * shareOf(rise, Math.max(0, t - LAG)), totalUpdates);
}

function tabled({ params }: DeepSpeedBlock, learningRateAt: (t: number) => number, updates: number): Draft | null {
  const table = tableOf(learningRateAt, updates);
  if (table === null)
    params.refuse('warmup_num_steps', `a schedule of at most ${String(MOST_POINTS)} updates, which a table holds`);
  return table;
}

function maximumOf({ params, notes }: DeepSpeedBlock, otherwise: number | null, from: string): number | null {
  const given = params.learningRate('warmup_max_lr');
  if (params.has('warmup_max_lr')) return given;
  if (otherwise === null)
    params.refuse('warmup_max_lr', "a learning rate, or the optimiser's", 'policy.missing-context');
  else notes.push(`warmup_max_lr is not given: it is ${from}, ${formatLearningRate(otherwise)}.`);
  return otherwise;
}

function warmupThenConstant(block: DeepSpeedBlock): Draft | null {
  beginsAnew(block);
  const least = block.params.learningRate('warmup_min_lr') ?? 0;
  const greatest = maximumOf(block, block.learningRate, "the optimiser's learning rate");
  const rise = riseOf(block);
  if (greatest === null) return null;
  return behindRise(block, { least, greatest, rise }, { law: 'constant', learningRate: greatest });
}

function warmupThenLinear(block: DeepSpeedBlock): Draft | null {
  beginsAnew(block);
  const { params, notes, totalUpdates } = block;
  const least = params.learningRate('warmup_min_lr') ?? 0;
  const greatest = maximumOf(block, DEFAULT_DECAY_MAXIMUM, 'the default of the class');
  const total = totalOf(block);
  const rise = riseOf(block);
  if (greatest === null || total === null) return null;
  if (total > rise.updates) {
    const falls = { law: 'linear', initial: greatest, end: least, length: { steps: total - rise.updates } };
    return behindRise(block, { least, greatest, rise }, falls);
  }
  notes.push('total_num_steps is not above the warm-up: the learning rate falls to the minimum at its end.');
  const learningRateAt = (t: number) =>
    t - LAG < rise.updates ? least + (greatest - least) * shareOf(rise, Math.max(0, t - LAG)) : least;
  return tabled(block, learningRateAt, totalUpdates ?? total);
}

function totalOf({ params, scheduledUpdates }: DeepSpeedBlock): number | null {
  if (scheduledUpdates === null && !params.has('total_num_steps'))
    params.refuse('total_num_steps', 'a whole number of updates', 'policy.missing-key');
  if (scheduledUpdates === 0) params.refuse('total_num_steps', 'a whole number of updates above 0');
  return scheduledUpdates === 0 ? null : scheduledUpdates;
}

const DEFAULT_COSINE_FLOOR = 1e-4;

/**
 * 0 at the first update even with a least ratio; then the rise, which ends one step before its peak, and a cosine that
 * begins one step behind its peak. No law of the language begins there, so it is a table.
 */
function warmupThenCosine(block: DeepSpeedBlock): Draft | null {
  beginsAnew(block);
  const { params, optimizer, learningRate, totalUpdates, notes } = block;
  const start = params.ratio('warmup_min_ratio') ?? 0;
  const floor = params.ratio('cos_min_ratio') ?? DEFAULT_COSINE_FLOOR;
  if (!params.has('cos_min_ratio')) notes.push('cos_min_ratio is not given: the cosine ends at 1e-4 of the peak.');
  const rise = riseOf(block);
  const total = totalOf(block);
  if (learningRate === null)
    optimizer.refuse('lr', 'a learning rate, in the file or said beside it', 'policy.missing-context');
  if (total === null || learningRate === null) return null;
  notes.push('WarmupCosineLR lags one update in its warm-up and never reaches its peak.');
  const left = Math.max(1, total - rise.updates);
  const learningRateAt = (t: number) => {
    if (t < LAG) return 0;
    if (t - LAG < rise.updates) return learningRate * (start + shareOf(rise, t - LAG) * (1 - start));
    const progress = Math.min(1, (t - rise.updates) / left);
    return learningRate * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
  };
  const table = tableOf(learningRateAt, totalUpdates ?? total);
  if (table === null) {
    const peak = formatLearningRate(learningRate);
    const end = floor === 0 ? '' : ` -> ${formatLearningRate(floor * learningRate)}`;
    const near = `cosine(${peak}${end}, warmup=${String(rise.updates)})`;
    params.refuse(
      'total_num_steps',
      `at most ${String(MOST_POINTS)} updates, which a table holds`,
      'policy.wrong-type',
      ` No law begins as this cosine does; ${near} differs in its warm-up and the update behind it alone.`,
    );
  }
  return table;
}

const DEFAULT_CYCLE_STEPS = 2000;

/** A straight rise and fall, then the minimum divided by 1 + rate·k/step; it does not lag. */
function oneCycle(block: DeepSpeedBlock): Draft | null {
  beginsAnew(block);
  const { params, totalUpdates, notes } = block;
  const half = { expected: 'a whole number of updates above 0', isWhole: true, least: 1 } as const;
  const [low, high] = [params.learningRate('cycle_min_lr'), params.learningRate('cycle_max_lr')];
  for (const key of ['cycle_min_lr', 'cycle_max_lr'])
    if (!params.has(key)) params.refuse(key, 'a learning rate of 0 or more', 'policy.missing-key');
  const first = params.number('cycle_first_step_size', half) ?? DEFAULT_CYCLE_STEPS;
  const second = params.number('cycle_second_step_size', half) ?? first;
  const rate = params.number('decay_lr_rate', { expected: 'a number of 0 or more', least: 0 }) ?? 0;
  const every = params.updates('decay_step_size') ?? 0;
  const none = { expected: '0: only some versions move in stairs', isWhole: true, least: 0, most: 0 } as const;
  params.number('cycle_first_stair_count', none);
  params.number('cycle_second_stair_count', none);
  if (params.flag('cycle_momentum') !== false)
    notes.push('cycle_momentum is on: the momentum of the optimiser moves too (0.8 to 0.9 unless given).');
  if (low === null || high === null) return null;
  const after =
    rate === 0 || every === 0
      ? { law: 'constant', learningRate: low }
      : { law: 'inverse', initial: low, gamma: rate, power: 1, every: { steps: every } };
  return inSequence(
    [
      { updates: first, draft: { law: 'linear', initial: low, end: high, length: { steps: first } } },
      { updates: second, draft: { law: 'linear', initial: high, end: low, length: { steps: second } } },
      { updates: null, draft: after },
    ],
    totalUpdates,
  );
}

const DEFAULT_RANGE_STEPS = 2000;
const DEFAULT_RANGE_MINIMUM = 1e-3;

/** min · (1 + rate · t/size), in stairs or straight; it does not lag, and rises to the end of the run. */
function rangeTest(block: DeepSpeedBlock): Draft | null {
  beginsAnew(block);
  const { params, totalUpdates } = block;
  const low = params.learningRate('lr_range_test_min_lr') ?? DEFAULT_RANGE_MINIMUM;
  const expected = 'a whole number of updates above 0';
  const size = params.number('lr_range_test_step_size', { expected, isWhole: true, least: 1 }) ?? DEFAULT_RANGE_STEPS;
  const rate = params.number('lr_range_test_step_rate', { expected: 'a number of 0 or more', least: 0 }) ?? 1;
  const isStaircase = params.flag('lr_range_test_staircase') ?? false;
  if (totalUpdates === null) {
    const help = ' Say the total updates: the rise goes on to the end of the run.';
    params.refuse('lr_range_test_min_lr', 'a run whose length is known', 'policy.missing-context', help);
    return null;
  }
  if (isStaircase) return tabled(block, (t) => low * (1 + rate * Math.floor(t / size)), totalUpdates);
  const end = low * (1 + (rate * totalUpdates) / size);
  return { law: 'linear', initial: low, end, length: { steps: totalUpdates } };
}
