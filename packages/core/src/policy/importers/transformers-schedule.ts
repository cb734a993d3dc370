import { type Draft, MOST_POINTS, tableOf, warmupAlone } from './draft.js';
import { type ScheduleContext, stepsOf, warmed } from './schedule-context.js';
import { stableThenDecay } from './transformers-stable.js';

/** Writes the schedule of one `lr_scheduler_type`; null where something of it was refused. */
type ScheduleReader = (context: ScheduleContext) => Draft | null;

const INVERSE_SQRT_TIMESCALE = 10_000;
const HALF_WAVE = 0.5;

/** The schedules of the Trainer, by `lr_scheduler_type` (src/transformers/optimization.py). */
const READERS: Readonly<Record<string, ScheduleReader>> = {
  linear: (context) => {
    takes(context, []);
    return warmed(context, { law: 'linear', initial: context.learningRate });
  },
  cosine: (context) => {
    takes(context, ['num_cycles']);
    return cosine(context, 0);
  },
  cosine_with_restarts: cosineWithRestarts,
  polynomial,
  constant: (context) => {
    ignored(context);
    if (context.warmup !== null)
      context.notes.push('lr_scheduler_type constant ignores the warm-up; constant_with_warmup would not.');
    return { law: 'constant', learningRate: context.learningRate };
  },
  constant_with_warmup: (context) => {
    ignored(context);
    return warmed(context, { law: 'constant', learningRate: context.learningRate });
  },
  inverse_sqrt: inverseSqrt,
  reduce_lr_on_plateau: plateau,
  cosine_with_min_lr: (context) => {
    takes(context, ['num_cycles', 'min_lr', 'min_lr_rate']);
    const end = floorOf(context);
    return end === null ? null : cosine(context, end);
  },
  cosine_warmup_with_min_lr: cosineOneAhead,
  warmup_stable_decay: (context) => {
    takes(context, ['num_decay_steps', 'num_stable_steps', 'warmup_type', 'decay_type', 'min_lr_ratio', 'num_cycles']);
    return stableThenDecay(context);
  },
};

export const SCHEDULER_TYPES = Object.keys(READERS);

/** A schedule that answers to evaluations by a rule that the language does not have. */
const GREEDY = 'greedy';

/**
 * The schedule that the Trainer runs for `lr_scheduler_type` (what stands under `key` of the settings), as a node.
 * Null where something was refused; unknown types are refused by name.
 */
export function readTransformersSchedule(type: string, key: string, context: ScheduleContext): Draft | null {
  const { settings } = context;
  const read = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  if (read !== undefined) return read(context);
  if (type === GREEDY) {
    const help = ' GreedyLR raises and lowers by a rule of its own: fit its trace instead (ratebook policy fit).';
    settings.refuse(key, 'a schedule that a policy can say', 'policy.wrong-type', help);
  } else settings.refuseWord(key, SCHEDULER_TYPES);
  return null;
}

function takes({ keywords }: ScheduleContext, known: readonly string[]): void {
  keywords.onlyKnown(known, 'this schedule');
}

/** Transformers passes no keyword to these, and says nothing. */
function ignored({ keywords, notes }: ScheduleContext): void {
  if (keywords.keys.length > 0) notes.push(`lr_scheduler_kwargs is ignored: ${keywords.keys.join(', ')}.`);
}

function cyclesOf({ keywords }: ScheduleContext): number {
  return keywords.number('num_cycles', { expected: 'a number of waves, 0 or more', least: 0 }) ?? HALF_WAVE;
}

function cosine(context: ScheduleContext, end: number): Draft {
  const { learningRate } = context;
  const cycles = cyclesOf(context);
  // No wave at all stays at its crest.
  if (cycles === 0) return warmed(context, { law: 'constant', learningRate });
  return warmed(context, { law: 'cosine', peak: learningRate, end, cycles });
}

function cosineWithRestarts(context: ScheduleContext): Draft {
  takes(context, ['num_cycles']);
  const { keywords, learningRate, notes } = context;
  const cycles =
    keywords.number('num_cycles', { expected: 'a whole number of cycles above 0', isWhole: true, least: 1 }) ?? 1;
  if (cycles > 1) return warmed(context, { law: 'cosine-restarts', peak: learningRate, cycles });
  notes.push('With one cycle nothing restarts: it is a plain cosine.');
  return warmed(context, { law: 'cosine', peak: learningRate });
}

const POLYNOMIAL_END = 1e-7;

function polynomial(context: ScheduleContext): Draft | null {
  takes(context, ['lr_end', 'power']);
  const { keywords, learningRate, notes } = context;
  const given = keywords.learningRate('lr_end');
  const power = keywords.number('power', { expected: 'a power above 0', above: 0 }) ?? 1;
  const end = given ?? POLYNOMIAL_END;
  if (given === null && !keywords.has('lr_end')) notes.push('lr_end is not given: it ends at 1e-7, not at 0.');
  if (end >= learningRate) {
    keywords.refuse('lr_end', `less than the learning rate ${String(learningRate)}`);
    return null;
  }
  return warmed(context, { law: 'polynomial', initial: learningRate, end, power });
}

function inverseSqrt(context: ScheduleContext): Draft {
  takes(context, ['timescale']);
  const { keywords, learningRate, warmup, version, notes } = context;
  const given = keywords.number('timescale', { expected: 'a whole number of updates', isWhole: true, least: 1 });
  if (given !== null && version === '4')
    notes.push(`timescale ${String(given)} is ignored: before version 5 the Trainer did not pass it on.`);
  else if (given !== null)
    notes.push('timescale reaches the schedule since March 2026; earlier versions ignored it without a word.');
  const timescale =
    given === null || version === '4' ? (warmup ?? { steps: INVERSE_SQRT_TIMESCALE }) : { steps: given };
  return warmed(context, { law: 'inverse-sqrt', peak: learningRate, timescale });
}

/** `min_lr` or `min_lr_rate`, exactly one of them, as a learning rate. */
function floorOf({ keywords, learningRate }: ScheduleContext): number | null {
  const [floor, share] = [
    keywords.learningRate('min_lr'),
    keywords.number('min_lr_rate', { expected: 'a share of the learning rate, 0 or more', least: 0 }),
  ];
  if (keywords.has('min_lr') === keywords.has('min_lr_rate')) {
    keywords.refuse('min_lr', 'min_lr or min_lr_rate, exactly one of them');
    return null;
  }
  if (floor !== null && learningRate === 0) {
    keywords.refuse('min_lr', 'min_lr_rate: the Trainer divides min_lr by the learning rate, which is 0');
    return null;
  }
  return floor ?? (share === null ? null : share * learningRate);
}

/**
 * `cosine_warmup_with_min_lr` runs one update ahead of the others: it starts at 1/W (or warmup_lr_rate) of its peak,
 * reaches it at update W − 1 and its floor at N − 1. So it is a warm-up of W − 1 updates and a cosine over N − W.
 */
function cosineOneAhead(context: ScheduleContext): Draft | null {
  takes(context, ['num_cycles', 'min_lr', 'min_lr_rate', 'warmup_lr_rate']);
  const { keywords, learningRate, totalUpdates, settings, notes } = context;
  const end = floorOf(context);
  const share = keywords.number('warmup_lr_rate', { expected: 'a share of the learning rate, 0 or more', least: 0 });
  const cycles = cyclesOf(context);
  const warming = stepsOf(context);
  if (end === null || warming === null) return null;
  if (totalUpdates === null) {
    settings.refuse(
      'max_steps',
      'the total updates: this cosine ends one before the training',
      'policy.missing-context',
    );
    return null;
  }
  notes.push('This schedule runs one update ahead of the others: the first update has a learning rate above 0.');
  const left = Math.max(1, totalUpdates - warming);
  const from = share === null ? learningRate / Math.max(1, warming) : share * learningRate;
  if (warming > totalUpdates) return warmupAlone(from, learningRate, { steps: warming - 1 });
  const falls = { law: 'cosine', peak: learningRate, end, cycles, length: { steps: left } };
  // Without a warm-up, or with one update that is not its peak, the cosine begins where no law of ours does.
  const isShifted = warming === 0 || (warming === 1 && share !== null);
  if (!isShifted && cycles > 0)
    return warming === 1 ? falls : { ...falls, warmup: { length: { steps: warming - 1 }, from } };
  const learningRateAt = (t: number) => {
    if (t < warming) return from + ((learningRate - from) * t) / Math.max(1, warming - 1);
    return end + (learningRate - end) * 0.5 * (1 + Math.cos((2 * Math.PI * cycles * (t - warming + 1)) / left));
  };
  const table = tableOf(learningRateAt, totalUpdates);
  if (table === null)
    settings.refuse(
      'warmup_steps',
      `a warm-up: without one no policy says it for more than ${String(MOST_POINTS)} updates`,
    );
  return table;
}

const PLATEAU_KEYS = [
  'mode',
  'factor',
  'patience',
  'threshold',
  'threshold_mode',
  'cooldown',
  'min_lr',
  'eps',
  'verbose',
];
const COUNT = { expected: 'a whole number of evaluations', isWhole: true, least: 0 } as const;

/** PyTorch's ReduceLROnPlateau, told of `metric_for_best_model` at every evaluation. */
function plateau(context: ScheduleContext): Draft {
  takes(context, PLATEAU_KEYS);
  const { keywords, learningRate, settings, warmup, notes } = context;
  if (warmup !== null) notes.push('lr_scheduler_type reduce_lr_on_plateau ignores the warm-up.');
  const name = settings.text('metric_for_best_model') ?? 'loss';
  const mode = keywords.choice('mode', ['min', 'max']) ?? 'min';
  if (settings.flag('greater_is_better') === true && mode === 'min')
    notes.push('greater_is_better does not reach the schedule: without mode "max" it waits for a smaller value.');
  const thresholdMode = keywords.choice('threshold_mode', ['rel', 'abs']);
  const fields = {
    factor: keywords.number('factor', { expected: 'a factor above 0 and below 1', above: 0, most: 1 - Number.EPSILON }),
    patience: keywords.number('patience', COUNT),
    threshold: keywords.number('threshold', { expected: 'a threshold of 0 or more', least: 0 }),
    cooldown: keywords.number('cooldown', COUNT),
    minimum: keywords.learningRate('min_lr'),
    epsilon: keywords.number('eps', { expected: 'a number of 0 or more', least: 0 }),
  };
  return {
    law: 'plateau',
    initial: learningRate,
    metric: name.startsWith('eval_') ? name : `eval_${name}`,
    direction: mode === 'min' ? 'minimize' : 'maximize',
    ...(thresholdMode === null ? {} : { thresholdMode: thresholdMode === 'rel' ? 'relative' : 'absolute' }),
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
  };
}
