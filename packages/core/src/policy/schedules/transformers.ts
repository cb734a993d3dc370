import { ArgumentReader, assertKnownArguments, type Schedule, ScheduleRefused } from './schedule.js';
import {
  type Factor,
  type FactorContext,
  HALF_WAVE,
  type TransformersSchedule,
  type TransformersSchedulerType,
  type TransformersVersion,
  wave,
} from './transformers-factor.js';
import { cosineOneAheadFactor, stableThenDecayFactor } from './transformers-floors.js';

/**
 * The learning rate that the Trainer applies at update t, in the operation order of transformers/optimization.py
 * (5.24.0, and 4.57.6 for version 4), so that both agree to a rounding. With W = warmupSteps, N = totalUpdates and
 * p = (t − W)/(N − W), times the learning rate: for t < W it is t/W (the first update has learning rate 0), but
 *
 * - `constant` ignores the warm-up, `warmup_stable_decay` starts at its floor, `cosine_warmup_with_min_lr` one ahead
 * - from W on — linear: 1 − p; cosine: ½(1 + cos 2πcp), which rises again past N; cosine_with_restarts:
 *   ½(1 + cos(π·frac(cp))), 0 from N on; polynomial: (1 − p)^power between the learning rate and lr_end, which is 1e-7
 *   where it is not given; inverse_sqrt: 1/√((t + s − W)/s), s = W or 10,000 where it is not given, and always in
 *   version 4, which does not pass it on; cosine_with_min_lr: the cosine between 1 and the floor
 *
 * Throws ScheduleRefused for what the library refuses: arguments that the type does not know, a missing
 * num_decay_steps, none or both of min_lr and min_lr_rate, an lr_end that is not below the learning rate.
 */
export function transformersSchedule(schedule: TransformersSchedule, version: TransformersVersion = '5'): Schedule {
  const factor = FACTORS[schedule.type]({ ...schedule, version });
  return (t) => schedule.learningRate * factor(t);
}

const FACTORS: Readonly<Record<TransformersSchedulerType, (context: FactorContext) => Factor>> = {
  linear: (context) => {
    assertKnownArguments(context.schedulerArguments, []);
    const { warmupSteps: W, totalUpdates: N } = context;
    return warmed(W, (t) => Math.max(0, (N - t) / Math.max(1, N - W)));
  },
  cosine: (context) => {
    const cycles = new ArgumentReader(context.schedulerArguments, ['num_cycles']).number('num_cycles', HALF_WAVE);
    return warmed(context.warmupSteps, (t) => Math.max(0, wave(cycles, progress(context, t))));
  },
  cosine_with_restarts: (context) => {
    const cycles = new ArgumentReader(context.schedulerArguments, ['num_cycles']).number('num_cycles', 1);
    return warmed(context.warmupSteps, (t) => {
      const p = progress(context, t);
      return p >= 1 ? 0 : Math.max(0, 0.5 * (1 + Math.cos(Math.PI * ((cycles * p) % 1))));
    });
  },
  polynomial: (context) => {
    const given = new ArgumentReader(context.schedulerArguments, ['lr_end', 'power']);
    const { learningRate, warmupSteps: W, totalUpdates: N } = context;
    const [end, power] = [given.number('lr_end', POLYNOMIAL_END), given.number('power', 1)];
    if (!(learningRate > end)) {
      throw new ScheduleRefused(`lr_end ${String(end)} has to be below the learning rate ${String(learningRate)}.`);
    }
    return warmed(W, (t) => {
      if (t > N) return end / learningRate;
      return ((learningRate - end) * (1 - (t - W) / (N - W)) ** power + end) / learningRate;
    });
  },
  // Neither passes its arguments on, so that none is refused.
  constant: () => () => 1,
  constant_with_warmup: ({ warmupSteps }) => warmed(warmupSteps, () => 1),
  inverse_sqrt: ({ schedulerArguments, warmupSteps: W, version }) => {
    const whenAbsent = W === 0 ? INVERSE_SQRT_TIMESCALE : W;
    const timescale =
      version === '4'
        ? whenAbsent
        : new ArgumentReader(schedulerArguments, ['timescale']).number('timescale', whenAbsent);
    const shift = timescale - W;
    return warmed(W, (t) => 1 / Math.sqrt((t + shift) / timescale));
  },
  cosine_with_min_lr: (context) => {
    const given = new ArgumentReader(context.schedulerArguments, ['num_cycles', 'min_lr', 'min_lr_rate']);
    const cycles = given.number('num_cycles', HALF_WAVE);
    const floor = floorOf(given, context);
    return warmed(context.warmupSteps, (t) => Math.max(0, wave(cycles, progress(context, t)) * (1 - floor) + floor));
  },
  cosine_warmup_with_min_lr: (context) => {
    const keys = ['num_cycles', 'min_lr', 'min_lr_rate', 'warmup_lr_rate'];
    const given = new ArgumentReader(context.schedulerArguments, keys);
    return cosineOneAheadFactor(given, floorOf(given, context), context);
  },
  warmup_stable_decay: stableThenDecayFactor,
};

const POLYNOMIAL_END = 1e-7;
const INVERSE_SQRT_TIMESCALE = 10_000;

function warmed(warmupSteps: number, after: Factor): Factor {
  return (t) => (t < warmupSteps ? t / Math.max(1, warmupSteps) : after(t));
}

function progress({ warmupSteps: W, totalUpdates: N }: TransformersSchedule, t: number): number {
  return (t - W) / Math.max(1, N - W);
}

/** The floor of a cosine as a share of its peak. */
function floorOf(given: ArgumentReader, { learningRate }: TransformersSchedule): number {
  if (given.has('min_lr') === given.has('min_lr_rate'))
    throw new ScheduleRefused('Exactly one of min_lr and min_lr_rate is needed.');
  if (given.has('min_lr_rate')) return given.number('min_lr_rate');
  if (learningRate === 0) throw new ScheduleRefused('min_lr is divided by the learning rate, which is 0.');
  return given.number('min_lr') / learningRate;
}
