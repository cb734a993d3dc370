import { ArgumentReader, type Schedule, type ScheduleArguments, ScheduleRefused } from './schedule.js';

export const DEEPSPEED_TYPES = ['WarmupLR', 'WarmupDecayLR', 'WarmupCosineLR', 'OneCycle'] as const;
export type DeepSpeedType = (typeof DEEPSPEED_TYPES)[number];

/** A `scheduler` block of DeepSpeed's JSON, with the optimizer's own learning rate beside it. */
export interface DeepSpeedBlock {
  readonly type: DeepSpeedType;
  /** `optimizer.params.lr`. */
  readonly optimizerLearningRate: number;
  readonly params: ScheduleArguments;
}

/**
 * The schedules of deepspeed.runtime.lr_schedules (0.19.8), driven by its engine: built once, then stepped after every
 * update. Their counter is −1 when they are built, so that it stands at t − 1 when update t runs: update 0 has the
 * minimum and update 1 has it again. A `last_batch_iteration` of k of 0 or more starts the counter there; the learning
 * rate of update 0 is then the optimizer's own, and the counter stands at k + t from update 1 on. Throws ScheduleRefused
 * for what the classes refuse.
 */
export function deepSpeedSchedule(block: DeepSpeedBlock): Schedule {
  const { first, after, counted } = SCHEDULES[block.type](block);
  return (t) => (t === 0 ? (counted < 0 ? first : block.optimizerLearningRate) : after(counted + t));
}

interface Counted {
  /** The learning rate that the class sets when it is built. */
  readonly first: number;
  /** The learning rate that it sets when its counter comes to stand at a number. */
  readonly after: (counter: number) => number;
  /** Where the counter starts. */
  readonly counted: number;
}

const SCHEDULES: Readonly<Record<DeepSpeedType, (block: DeepSpeedBlock) => Counted>> = {
  WarmupLR: warmupConstant,
  WarmupDecayLR: warmupDecay,
  WarmupCosineLR: warmupCosine,
  OneCycle: oneCycle,
};

const WARMUP_KEYS = ['warmup_num_steps', 'warmup_type', 'last_batch_iteration'];
const DEFAULT_UPDATES = 1000;

/** The share of the way up at a counter below the warm-up's length, which is never below 2; and that length. */
function riseOf(given: ArgumentReader) {
  const written = given.number('warmup_num_steps', DEFAULT_UPDATES);
  if (!Number.isSafeInteger(written) || written <= 0) throw new ScheduleRefused('A warm-up has at least one update.');
  const updates = Math.max(2, written);
  const isLinear = given.word('warmup_type', ['log', 'linear'], 'log') === 'linear';
  const inverse = 1 / Math.log(updates);
  const share = (counter: number) => (isLinear ? counter / updates : inverse * Math.log(counter + 1));
  return { updates, share, counted: given.number('last_batch_iteration', -1) };
}

function warmupConstant({ params, optimizerLearningRate }: DeepSpeedBlock): Counted {
  const given = new ArgumentReader(params, [...WARMUP_KEYS, 'warmup_min_lr', 'warmup_max_lr']);
  const { updates, share, counted } = riseOf(given);
  const least = given.number('warmup_min_lr', 0);
  const height = given.number('warmup_max_lr', optimizerLearningRate) - least;
  return { first: least, after: (counter) => least + height * (counter < updates ? share(counter) : 1), counted };
}

/** To the minimum at `total_num_steps`: what falls is the height above it. */
function warmupDecay({ params }: DeepSpeedBlock): Counted {
  const given = new ArgumentReader(params, [...WARMUP_KEYS, 'warmup_min_lr', 'warmup_max_lr', 'total_num_steps']);
  const { updates, share, counted } = riseOf(given);
  const [least, total] = [given.number('warmup_min_lr', 0), given.number('total_num_steps')];
  const height = given.number('warmup_max_lr', 0.001) - least;
  const left = Math.max(1, total - updates);
  return {
    first: least,
    after: (counter) => least + height * (counter < updates ? share(counter) : Math.max(0, (total - counter) / left)),
    counted,
  };
}

/** A ratio of the optimizer's own learning rate. Its cosine begins one update in, so that it never has its peak. */
function warmupCosine({ params, optimizerLearningRate }: DeepSpeedBlock): Counted {
  const given = new ArgumentReader(params, [...WARMUP_KEYS, 'warmup_min_ratio', 'cos_min_ratio', 'total_num_steps']);
  const { updates, share, counted } = riseOf(given);
  const [start, floor] = [given.number('warmup_min_ratio', 0), given.number('cos_min_ratio', 1e-4)];
  const left = Math.max(1, given.number('total_num_steps') - updates);
  const ratio = (counter: number) => {
    if (counter < updates) return start + share(counter) * (1 - start);
    const progress = Math.min(1, (counter - updates + 1) / left);
    return Math.max(0, floor + (1 - floor) * ((1 + Math.cos(Math.PI * progress)) / 2));
  };
  // Whatever its least ratio is: 0 when it is built.
  return { first: 0, after: (counter) => optimizerLearningRate * ratio(counter), counted };
}

const ONE_CYCLE_KEYS = [
  'cycle_min_lr',
  'cycle_max_lr',
  'cycle_first_step_size',
  'cycle_second_step_size',
  'decay_lr_rate',
  'decay_step_size',
  'cycle_momentum',
  'last_batch_iteration',
];
const DEFAULT_HALF_CYCLE = 2000;

/** One triangle, which does not lag; then the minimum, divided by 1 + rate·k / size where both are given. */
function oneCycle({ params }: DeepSpeedBlock): Counted {
  const given = new ArgumentReader(params, ONE_CYCLE_KEYS);
  const [least, greatest] = [given.number('cycle_min_lr'), given.number('cycle_max_lr')];
  const first = given.number('cycle_first_step_size', DEFAULT_HALF_CYCLE);
  const second = given.number('cycle_second_step_size', first);
  if (first <= 0 || second < 0) throw new ScheduleRefused('A cycle has a first half.');
  const [rate, size] = [given.number('decay_lr_rate', 0), given.number('decay_step_size', 0)];
  given.flag('cycle_momentum', true);
  const whole = first + second;
  const peakAt = first / whole;
  const height = (counter: number) => {
    const place = (counter + 1) / whole;
    const x = 1 + place - Math.floor(1 + place);
    return x <= peakAt ? x / peakAt : (x - 1) / (peakAt - 1);
  };
  return {
    first: least,
    after: (counter) => {
      if (counter < whole) return least + (greatest - least) * height(counter);
      return rate === 0 || size === 0 ? least : least / (1 + rate * ((counter - whole + 1) / size));
    },
    counted: given.number('last_batch_iteration', -1),
  };
}
