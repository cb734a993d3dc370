import type { Json } from '../../../canonical/index.js';
import type { Schedule } from '../../schedules/schedule.js';
import {
  optaxConstant,
  optaxCosine,
  optaxExponential,
  optaxJoin,
  optaxPiecewiseConstant,
  optaxPolynomial,
  optaxWarmupCosine,
} from '../../schedules/optax.js';
import { float } from '../python/python-body.js';
import { pythonCall, pythonList } from '../python-text.js';

/** A call of Optax that makes a schedule. */
export interface OptaxExpression {
  /** Of the outermost call: `warmup_cosine_decay_schedule`. */
  readonly name: string;
  readonly code: string;
  /** The call as data: `schedule`, and the arguments by their own names. */
  readonly settings: Readonly<Record<string, Json>>;
  readonly learningRateAt: Schedule;
}

type Arguments = Readonly<Record<string, number | boolean>>;

/** Counts: a whole one is written without a point. Any other number is a float. */
const COUNTS: readonly string[] = ['transition_steps', 'decay_steps', 'warmup_steps'];

function argumentText(key: string, value: number | boolean): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return COUNTS.includes(key) ? String(value) : float(value);
}

function call(name: string, args: Arguments, learningRateAt: Schedule): OptaxExpression {
  const texts = Object.entries(args).map(([key, value]) => [key, argumentText(key, value)]);
  return {
    name,
    code: pythonCall(`optax.${name}`, Object.fromEntries(texts) as Readonly<Record<string, string>>),
    settings: { schedule: name, ...args },
    learningRateAt,
  };
}

export function constantExpression(value: number): OptaxExpression {
  return call('constant_schedule', { value }, optaxConstant(value));
}

/** From one learning rate to another over so many updates, where it then stays. */
export interface Way {
  readonly from: number;
  readonly to: number;
  readonly updates: number;
}

export function linearExpression({ from, to, updates }: Way): OptaxExpression {
  const args = { init_value: from, end_value: to, transition_steps: updates };
  const schedule = optaxPolynomial({ initValue: from, endValue: to, power: 1, transitionSteps: updates });
  return call('linear_schedule', args, schedule);
}

export function polynomialExpression({ from, to, updates }: Way, power: number): OptaxExpression {
  const args = { init_value: from, end_value: to, power, transition_steps: updates };
  const schedule = optaxPolynomial({ initValue: from, endValue: to, power, transitionSteps: updates });
  return call('polynomial_schedule', args, schedule);
}

/** A half cosine; null from 0 to above it, which no share of 0 says. */
export function cosineExpression({ from, to, updates }: Way): OptaxExpression | null {
  if (from === 0 && to !== 0) return null;
  const alpha = from === 0 ? 0 : to / from;
  const args = { init_value: from, decay_steps: updates, ...(alpha === 0 ? {} : { alpha }) };
  return call('cosine_decay_schedule', args, optaxCosine({ initValue: from, decaySteps: updates, alpha }));
}

export interface Falling {
  readonly from: number;
  readonly factor: number;
  readonly every: number;
  readonly inSteps: boolean;
}

export function exponentialExpression({ from, factor, every, inSteps }: Falling): OptaxExpression {
  const args = {
    init_value: from,
    transition_steps: every,
    decay_rate: factor,
    ...(inSteps ? { staircase: true } : {}),
  };
  const schedule = { initValue: from, transitionSteps: every, decayRate: factor, staircase: inSteps };
  return call('exponential_decay', args, optaxExponential(schedule));
}

export interface WarmedCosine {
  readonly from: number;
  readonly peak: number;
  readonly warmupSteps: number;
  /** With the warm-up. */
  readonly decaySteps: number;
  readonly end: number;
}

/** The idiom of Optax; one without a peak has no floor. */
export function warmupCosineExpression(cosine: WarmedCosine): OptaxExpression {
  const { from, peak, warmupSteps, decaySteps, end } = cosine;
  return call(
    'warmup_cosine_decay_schedule',
    { init_value: from, peak_value: peak, warmup_steps: warmupSteps, decay_steps: decaySteps, end_value: end },
    optaxWarmupCosine({ initValue: from, peakValue: peak, warmupSteps, decaySteps, endValue: end }),
  );
}

/** Several boundaries at one update are one scale: Python keeps one entry a key. */
export function piecewiseConstantExpression(
  initial: number,
  boundariesAndScales: ReadonlyMap<number, number>,
): OptaxExpression {
  const entries = [...boundariesAndScales];
  const name = 'piecewise_constant_schedule';
  const scales = `{${entries.map(([boundary, scale]) => `${String(boundary)}: ${float(scale)}`).join(', ')}}`;
  return {
    name,
    code: pythonCall(`optax.${name}`, { init_value: float(initial), boundaries_and_scales: scales }),
    settings: {
      schedule: name,
      init_value: initial,
      boundaries_and_scales: Object.fromEntries(entries.map(([boundary, scale]) => [String(boundary), scale])),
    },
    learningRateAt: optaxPiecewiseConstant(initial, entries),
  };
}

/** Schedules one after the other: number i from boundary i − 1 on, its own count starting there. */
export function joinExpression(schedules: readonly OptaxExpression[], boundaries: readonly number[]): OptaxExpression {
  const name = 'join_schedules';
  return {
    name,
    code: pythonCall(`optax.${name}`, {
      schedules: pythonList(schedules.map(({ code }) => code)),
      boundaries: pythonList(boundaries.map(String)),
    }),
    settings: { schedule: name, schedules: schedules.map(({ settings }) => settings), boundaries },
    learningRateAt: optaxJoin(
      schedules.map(({ learningRateAt }) => learningRateAt),
      boundaries,
    ),
  };
}
