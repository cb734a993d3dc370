import type { ScheduleArguments } from '../../schedules/schedule.js';
import type {
  TransformersSchedule,
  TransformersSchedulerType,
  TransformersVersion,
} from '../../schedules/transformers-factor.js';
import { hasPlainWarmup, type SingleLaw } from '../single-law.js';

/**
 * The Trainer's schedules that are meant as this very law, the plainest first; none where it has no such schedule.
 * Whether they are exact is for the comparison to say.
 */
export function lawSchedules(single: SingleLaw, version: TransformersVersion): readonly TransformersSchedule[] {
  return WRITERS[single.node.law]?.(single, version) ?? [];
}

type Writer = (single: SingleLaw, version: TransformersVersion) => readonly TransformersSchedule[];

const WRITERS: Readonly<Record<string, Writer>> = {
  constant: (single) => {
    const learningRate = single.number('learningRate');
    if (single.warmup === null) return [write(single, 'constant', learningRate)];
    return [
      ...(hasPlainWarmup(single) ? [write(single, 'constant_with_warmup', learningRate)] : []),
      ...stableThenDecay(single, { peak: learningRate, end: single.warmup.from, decaySteps: 0, decayType: 'linear' }),
    ];
  },
  linear: (single) => {
    const [initial, end, length] = [single.number('initial'), single.number('end'), wholeOf(single)];
    return initial < end ? rising(single, initial, end, length) : falling(single, initial, end, length);
  },
  polynomial: (single) => {
    const [initial, end, power] = [single.number('initial'), single.number('end'), single.number('power')];
    if (!hasPlainWarmup(single) || wholeOf(single) !== single.updates || end >= initial) return [];
    return [write(single, 'polynomial', initial, { lr_end: end, power })];
  },
  cosine: (single) =>
    halfWaves(single, {
      peak: single.number('peak'),
      end: single.number('end'),
      cycles: single.number('cycles'),
      length: wholeOf(single),
    }),
  'cosine-restarts': (single) => {
    const [peak, end, first] = [single.number('peak'), single.number('end'), single.length('first')];
    const { updates } = single;
    if (first !== null) {
      if (first >= updates) return halfWaves(single, { peak, end, cycles: 0.5, length: first });
      const isEqual = single.number('multiplier') === 1 && single.number('decay') === 1;
      return isEqual && end === 0 ? restarts(single, peak, updates / first) : [];
    }
    const [cycles, length] = [single.number('cycles'), wholeOf(single)];
    if (cycles === 1) return halfWaves(single, { peak, end, cycles: 0.5, length });
    return end === 0 && length >= updates ? restarts(single, peak, (cycles * updates) / length) : [];
  },
  'inverse-sqrt': (single, version) =>
    inverseSqrt(single, version, single.number('peak'), single.length('timescale') ?? 1),
  inverse: (single, version) => {
    const [gamma, every] = [single.number('gamma'), single.length('every') ?? 1];
    if (single.number('power') !== 0.5 || gamma === 0) return [];
    return inverseSqrt(single, version, single.number('initial'), every / gamma);
  },
  'warmup-stable-decay': (single) => {
    const decayType = DECAY_TYPES[single.text('shape')];
    const decaySteps = single.length('decay');
    if (decayType === undefined || decaySteps === null) return [];
    const [peak, end] = [single.number('peak'), single.number('end')];
    return stableThenDecay(single, { peak, end, decaySteps, decayType });
  },
};

const DECAY_TYPES: Readonly<Record<string, string>> = {
  linear: 'linear',
  cosine: 'cosine',
  'one-minus-sqrt': '1-sqrt',
};

function write(
  { warmupSteps, totalUpdates }: SingleLaw,
  type: TransformersSchedulerType,
  learningRate: number,
  schedulerArguments: ScheduleArguments = {},
): TransformersSchedule {
  return { type, learningRate, schedulerArguments, warmupSteps, totalUpdates };
}

/** L, or T where the policy names none. */
function wholeOf(single: SingleLaw): number {
  return single.length('length') ?? single.updates;
}

/** A slope that is longer than the run ends where the run cuts it. */
function falling(single: SingleLaw, initial: number, end: number, length: number): readonly TransformersSchedule[] {
  const { updates } = single;
  if (initial === end) return WRITERS['constant']?.({ ...single, number: () => initial }, '5') ?? [];
  const reached = length > updates ? initial + (end - initial) * (updates / length) : end;
  const decaySteps = Math.min(length, updates);
  const held = stableThenDecay(single, {
    peak: initial,
    end: reached,
    decaySteps,
    decayType: 'linear',
    stableSteps: 0,
  });
  if (length < updates || !hasPlainWarmup(single)) return held;
  return [
    reached === 0
      ? write(single, 'linear', initial)
      : write(single, 'polynomial', initial, { lr_end: reached, power: 1 }),
    ...held,
  ];
}

/** A rise is a warm-up to what it ends at. */
function rising(single: SingleLaw, initial: number, end: number, length: number): readonly TransformersSchedule[] {
  if (single.warmup !== null) return [];
  const risen = { ...single, warmupSteps: length, warmup: { from: initial, shape: 'linear' as const } };
  const plain = initial === 0 ? [write(risen, 'constant_with_warmup', end)] : [];
  return [...plain, ...stableThenDecay(risen, { peak: end, end: initial, decaySteps: 0, decayType: 'linear' })];
}

interface HalfWaves {
  readonly peak: number;
  readonly end: number;
  readonly cycles: number;
  readonly length: number;
}

/** A wave that is longer than the run is fewer cycles of one that fills it; a shorter one ends at its floor and holds. */
function halfWaves(single: SingleLaw, { peak, end, cycles, length }: HalfWaves): readonly TransformersSchedule[] {
  const { updates } = single;
  const [isShort, endsAtFloor] = [length < updates, (2 * cycles) % 2 === 1];
  const decaySteps = Math.min(length, updates);
  const waves = isShort ? cycles : (cycles * updates) / length;
  const written = waves === 0.5 ? {} : { num_cycles: waves };
  const held = stableThenDecay(single, { peak, end, decaySteps, decayType: 'cosine', stableSteps: 0, more: written });
  if (isShort) return endsAtFloor ? held : [];
  if (!hasPlainWarmup(single)) return held;
  if (end === 0) return [write(single, 'cosine', peak, written)];
  return peak === 0 ? [] : [write(single, 'cosine_with_min_lr', peak, { min_lr: end, ...written }), ...held];
}

/** Relative roundings upwards: the library's p may fall short of a restart by one, and then applies 0 there. */
const NUDGES = [0, 2 ** -51, 2 ** -49, 2 ** -46];

function restarts(single: SingleLaw, peak: number, cycles: number): readonly TransformersSchedule[] {
  if (!hasPlainWarmup(single)) return [];
  return NUDGES.map((nudge) => write(single, 'cosine_with_restarts', peak, { num_cycles: cycles * (1 + nudge) }));
}

const INVERSE_SQRT_TIMESCALE = 10_000;

function inverseSqrt(
  single: SingleLaw,
  version: TransformersVersion,
  peak: number,
  timescale: number,
): readonly TransformersSchedule[] {
  if (!hasPlainWarmup(single)) return [];
  const whenAbsent = single.warmupSteps === 0 ? INVERSE_SQRT_TIMESCALE : single.warmupSteps;
  if (timescale === whenAbsent) return [write(single, 'inverse_sqrt', peak)];
  return version === '4' ? [] : [write(single, 'inverse_sqrt', peak, { timescale })];
}

interface StableThenDecay {
  readonly peak: number;
  readonly end: number;
  readonly decaySteps: number;
  readonly decayType: string;
  /** What the others leave of the run where it is absent. */
  readonly stableSteps?: number;
  readonly more?: ScheduleArguments;
}

/** Its warm-up starts at the floor, and is linear or a cosine: no other is written. */
function stableThenDecay(single: SingleLaw, wanted: StableThenDecay): readonly TransformersSchedule[] {
  const { peak, end, decaySteps, decayType, stableSteps, more } = wanted;
  const { warmup, updates } = single;
  if (peak === 0 || (warmup !== null && (warmup.from !== end || !WARMUP_SHAPES.includes(warmup.shape)))) return [];
  const isWhole = stableSteps === undefined || stableSteps + decaySteps === updates;
  return [
    write(single, 'warmup_stable_decay', peak, {
      num_decay_steps: decaySteps,
      ...(isWhole ? {} : { num_stable_steps: stableSteps }),
      ...(warmup?.shape === 'cosine' ? { warmup_type: 'cosine' } : {}),
      decay_type: decayType,
      ...(end === 0 ? {} : { min_lr_ratio: shareOf(end, peak) }),
      ...more,
    }),
  ];
}

const SHARE_DIGITS = 14;

/** A part of a whole without the rounding of its last digits: 2e-6 of 2e-5 is 0.1, not 0.09999999999999999. */
export function shareOf(part: number, whole: number): number {
  return Number((part / whole).toPrecision(SHARE_DIGITS));
}

const WARMUP_SHAPES: readonly string[] = ['linear', 'cosine'];
