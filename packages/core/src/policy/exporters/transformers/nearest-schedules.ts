import type { CompiledPolicy } from '../../compile.js';
import type { ScheduleArguments } from '../../schedules/schedule.js';
import type {
  TransformersSchedule,
  TransformersSchedulerType,
  TransformersVersion,
} from '../../schedules/transformers-factor.js';
import { sampledUpdates } from '../closest.js';
import { shareOf } from './law-schedules.js';

/** What a curve looks like, whatever law it comes from. */
interface Shape {
  readonly totalUpdates: number;
  readonly peak: number;
  /** Halfway between the largest and the least: the constant that differs least. */
  readonly middle: number;
  /** Of the last update, and where the law would be one update later. */
  readonly last: number;
  readonly end: number;
  readonly first: number;
  /** Updates at which a warm-up might end: 0 among them, ascending. */
  readonly warmups: readonly number[];
  /** Updates at which the peak might be left. */
  readonly turns: readonly number[];
  /** Times that it rises again after it fell. */
  readonly rises: number;
  readonly at: (t: number) => number;
}

const LOOKED_AT = 1200;
const MOST_TURNS = 4;
const POWERS = [0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6];

/**
 * Schedules that come near the policy's curve, law or no law: every type with the warm-ups, floors and turns that the
 * curve shows. The comparison chooses among them.
 */
export function nearestSchedules(
  compiled: CompiledPolicy,
  version: TransformersVersion,
): readonly TransformersSchedule[] {
  const shape = shapeOf(compiled);
  return [
    write(shape, 'constant', 0, {}, shape.middle),
    ...shape.warmups.flatMap((warmupSteps) => afterWarmup(shape, warmupSteps, version)),
    ...shape.warmups.flatMap((warmupSteps) => stableThenDecay(shape, warmupSteps)),
  ];
}

function write(
  { totalUpdates, peak }: Shape,
  type: TransformersSchedulerType,
  warmupSteps: number,
  schedulerArguments: ScheduleArguments = {},
  learningRate = peak,
): TransformersSchedule {
  return { type, learningRate, schedulerArguments, warmupSteps, totalUpdates };
}

function afterWarmup(shape: Shape, warmupSteps: number, version: TransformersVersion): readonly TransformersSchedule[] {
  const { peak, last, end, middle, first, rises, totalUpdates } = shape;
  const of = (type: TransformersSchedulerType, schedulerArguments: ScheduleArguments = {}) =>
    write(shape, type, warmupSteps, schedulerArguments);
  const floors = [...new Set([rounded(end), rounded(last), end])].filter((floor) => floor < peak);
  const powers = [...new Set([...POWERS, fittedPower(shape, warmupSteps)])].filter((power) => power > 0);
  const timescales = version === '4' ? [] : [...new Set([1, warmupSteps + 1, fittedTimescale(shape, warmupSteps)])];
  return [
    of('constant_with_warmup'),
    ...(middle < peak ? [write(shape, 'constant_with_warmup', warmupSteps, {}, middle)] : []),
    of('linear'),
    of('cosine'),
    of('inverse_sqrt'),
    ...timescales.filter((timescale) => timescale >= 1).map((timescale) => of('inverse_sqrt', { timescale })),
    ...floors.flatMap((floor) => [
      of('cosine_with_min_lr', { min_lr: floor }),
      of('cosine_warmup_with_min_lr', { min_lr: floor, warmup_lr_rate: rounded(first / peak) }),
      of('cosine_warmup_with_min_lr', { min_lr: floor }),
      ...powers.map((power) => of('polynomial', { lr_end: floor, power })),
    ]),
    ...(rises > 0 && rises < totalUpdates / 4
      ? [of('cosine_with_restarts', { num_cycles: rises + 1 }), of('cosine', { num_cycles: rises + 0.5 })]
      : []),
  ];
}

function stableThenDecay(shape: Shape, warmupSteps: number): readonly TransformersSchedule[] {
  const { totalUpdates, turns, peak, first, last, end } = shape;
  const shares = [first, end, last].map((value) => shareOf(value, peak));
  const floors = [...new Set([...shares.map(rounded), ...shares])].filter((floor) => floor <= 1);
  const starts = [...new Set([warmupSteps, ...turns.filter((turn) => turn > warmupSteps)])];
  return starts.flatMap((start) => {
    const ends = [...new Set([start, ...turns.filter((turn) => turn > start), totalUpdates])];
    return ends.flatMap((decayed) =>
      floors.flatMap((floor) =>
        ['linear', 'cosine', '1-sqrt'].map((decayType) =>
          write(shape, 'warmup_stable_decay', warmupSteps, {
            num_decay_steps: decayed - start,
            ...(decayed === totalUpdates ? {} : { num_stable_steps: start - warmupSteps }),
            decay_type: decayType,
            ...(floor === 0 ? {} : { min_lr_ratio: floor }),
          }),
        ),
      ),
    );
  });
}

function shapeOf(compiled: CompiledPolicy): Shape {
  const { totalUpdates, boundaries, learningRateAt: at } = compiled;
  const updates = [...sampledUpdates(compiled, LOOKED_AT)].sort((a, b) => a - b);
  const values = updates.map(at);
  const peak = Math.max(...values);
  const firstAtPeak = updates[values.indexOf(peak)] ?? 0;
  const lastAtPeak = updates[values.lastIndexOf(peak)] ?? 0;
  const isRising = values.map((value, index) => value > (values[index - 1] ?? value));
  // The first rise is a warm-up, not a return.
  const rises = isRising.filter((rising, index) => rising && isRising[index - 1] === false && index > 1).length;
  const few = boundaries.slice(0, MOST_TURNS);
  const settled = (updates[values.findLastIndex((value) => value !== values.at(-1))] ?? 0) + 1;
  const inRun = (turn: number) => turn > 0 && turn < totalUpdates;
  return {
    totalUpdates,
    peak,
    middle: (peak + Math.min(...values)) / 2,
    last: at(totalUpdates - 1),
    end: at(totalUpdates),
    first: at(0),
    warmups: [0, ...new Set([...few.slice(0, 2), firstAtPeak, firstAtPeak + 1].filter(inRun))],
    turns: [...new Set([...few, lastAtPeak, lastAtPeak + 1, settled].filter(inRun))].sort((a, b) => a - b),
    rises,
    at,
  };
}

const DIGITS = 6;

/** For settings that are near at best: a number that a person can read. */
function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

/** The power whose polynomial goes through the curve's middle. */
function fittedPower({ totalUpdates, peak, end, at }: Shape, warmupSteps: number): number {
  const middle = at(Math.round((warmupSteps + totalUpdates) / 2));
  const power = Math.log((middle - end) / (peak - end)) / Math.log(0.5);
  return Number.isFinite(power) ? Number(power.toPrecision(3)) : 0;
}

/** The timescale whose inverse square root ends where the curve does. */
function fittedTimescale({ totalUpdates, peak, last }: Shape, warmupSteps: number): number {
  const timescale = (totalUpdates - 1 - warmupSteps) / ((peak / last) ** 2 - 1);
  return Number.isFinite(timescale) ? Math.round(timescale) : 0;
}
