import type { Schedule } from '../../schedules/schedule.js';
import {
  type TIMM_DECAYS,
  timmCosine,
  timmMultiStep,
  timmPoly,
  type TimmScheduler,
  timmStableDecay,
  timmStep,
} from '../../schedules/timm.js';
import type { SingleLaw } from '../single-law.js';

/** A scheduler of timm, for an optimiser at `learningRate`. */
export interface OwnScheduler {
  readonly name: string;
  readonly learningRate: number;
  /** By its own names, without what all of them are given. */
  readonly args: Readonly<Record<string, number | string | boolean | readonly number[]>>;
  readonly learningRateAt: Schedule;
}

/** The scheduler of timm that is meant as this very law, in updates; null where it has none. */
export function ownScheduler(law: SingleLaw): OwnScheduler | null {
  return law.warmup === null || law.warmup.shape === 'linear' ? (WRITERS[law.node.law]?.(law) ?? null) : null;
}

const HALF = 0.5;

const WRITERS: Readonly<Record<string, (law: SingleLaw) => OwnScheduler | null>> = {
  constant: (law) => step(law, law.number('learningRate'), law.totalUpdates, 1),
  step: (law) => step(law, law.number('initial'), law.length('every') ?? 1, law.number('factor')),
  exponential: (law) => step(law, law.number('initial'), 1, law.number('factor') ** (1 / (law.length('every') ?? 1))),
  'multi-step': (law) => {
    const shared = sharedOf(law, law.number('initial'));
    // timm drops one update before its milestone.
    const milestones = law.lengths('at').map((boundary) => boundary + 1);
    const decayRate = law.number('factor');
    return {
      name: 'MultiStepLRScheduler',
      learningRate: shared.learningRate,
      args: { decay_t: milestones, decay_rate: decayRate, ...warmupArgs(law) },
      learningRateAt: timmMultiStep({ ...shared, decayT: milestones, decayRate }),
    };
  },
  linear: (law) => poly(law, 1),
  polynomial: (law) => poly(law, law.number('power')),
  cosine: (law) => {
    const [cycles, whole] = [law.number('cycles'), wholeOf(law)];
    // Fewer cycles than a half are the beginning of a half that is longer than the run; more would rise again.
    if (cycles > HALF || (cycles < HALF && whole < law.updates)) return null;
    return cosine(law, { tInitial: whole / (2 * cycles), cycleMul: 1, cycleDecay: 1, cycleLimit: 1 });
  },
  'cosine-restarts': (law) => {
    const first = law.length('first');
    if (first === null) {
      const cycles = law.number('cycles');
      return cosine(law, { tInitial: wholeOf(law) / cycles, cycleMul: 1, cycleDecay: 1, cycleLimit: cycles });
    }
    const [cycleMul, cycleDecay] = [law.number('multiplier'), law.number('decay')];
    if (!isSafelyCounted(first, cycleMul, law.updates)) return null;
    const cycles = Math.ceil(cyclesIn(law.updates, first, cycleMul)) + 1;
    return cosine(law, { tInitial: first, cycleMul, cycleDecay, cycleLimit: cycles });
  },
  'inverse-sqrt': (law) => falling(law, law.number('peak'), law.length('timescale') ?? 1, HALF),
  inverse: (law) => {
    const [gamma, power] = [law.number('gamma'), law.number('power')];
    if (gamma === 0 || power === 0) return null;
    return falling(law, law.number('initial'), (law.length('every') ?? 1) / gamma, power);
  },
  'warmup-stable-decay': (law) => {
    const [peak, end, decay] = [law.number('peak'), law.number('end'), law.length('decay') ?? law.updates];
    const decayFn = DECAYS[law.text('shape')] ?? 'linear';
    // From the peak to this share of it, and stretched down to the same share: the ratio that the policy is.
    const decayRatio = end / peak;
    const isRatio = decayFn === 'exp';
    if (isRatio && !(decayRatio > 0 && decayRatio < 1)) return null;
    const shared = sharedOf(law, peak);
    const wanted = {
      tInitial: law.updates,
      decayT: decay,
      lrMin: end,
      decayFn,
      decayRatio,
      stable: 'constant',
    } as const;
    return {
      name: 'WSDLRScheduler',
      learningRate: peak,
      args: {
        t_initial: law.updates,
        decay_t: decay,
        lr_min: end,
        decay_fn: decayFn,
        ...(isRatio ? { decay_ratio: decayRatio } : {}),
        ...warmupArgs(law, 'always a prefix'),
      },
      learningRateAt: timmStableDecay({ ...shared, ...wanted }),
    };
  },
};

const DECAYS: Readonly<Record<string, (typeof TIMM_DECAYS)[number]>> = {
  linear: 'linear',
  cosine: 'cosine',
  'one-minus-sqrt': '1-sqrt',
  exponential: 'exp',
};

function sharedOf({ warmup, warmupSteps }: SingleLaw, learningRate: number): TimmScheduler {
  return { learningRate, warmupT: warmupSteps, warmupLrInit: warmup?.from ?? 0, warmupPrefix: true };
}

function warmupArgs({ warmup, warmupSteps }: SingleLaw, prefix: 'asked for' | 'always a prefix' = 'asked for') {
  if (warmup === null) return {};
  const args = { warmup_t: warmupSteps, warmup_lr_init: warmup.from };
  return prefix === 'asked for' ? { ...args, warmup_prefix: true } : args;
}

/** L, or T where the policy names none. */
function wholeOf(law: SingleLaw): number {
  return law.length('length') ?? law.updates;
}

function step(law: SingleLaw, learningRate: number, decayT: number, decayRate: number): OwnScheduler {
  return {
    name: 'StepLRScheduler',
    learningRate,
    args: { decay_t: decayT, decay_rate: decayRate, ...warmupArgs(law) },
    learningRateAt: timmStep({ ...sharedOf(law, learningRate), decayT, decayRate }),
  };
}

function poly(law: SingleLaw, power: number): OwnScheduler {
  const [initial, end, tInitial] = [law.number('initial'), law.number('end'), wholeOf(law)];
  const once = { cycleMul: 1, cycleDecay: 1, cycleLimit: 1 };
  return {
    name: 'PolyLRScheduler',
    learningRate: initial,
    args: { t_initial: tInitial, power, lr_min: end, ...warmupArgs(law) },
    learningRateAt: timmPoly({ ...sharedOf(law, initial), ...once, tInitial, power, lrMin: end }),
  };
}

interface Cycles {
  readonly tInitial: number;
  readonly cycleMul: number;
  readonly cycleDecay: number;
  readonly cycleLimit: number;
}

function cosine(law: SingleLaw, cycles: Cycles): OwnScheduler {
  const { tInitial, cycleMul, cycleDecay, cycleLimit } = cycles;
  const [peak, end] = [law.number('peak'), law.number('end')];
  return {
    name: 'CosineLRScheduler',
    learningRate: peak,
    args: {
      t_initial: tInitial,
      lr_min: end,
      ...(cycleLimit === 1 ? {} : { cycle_mul: cycleMul, cycle_decay: cycleDecay, cycle_limit: cycleLimit }),
      ...warmupArgs(law),
    },
    learningRateAt: timmCosine({ ...sharedOf(law, peak), ...cycles, lrMin: end }),
  };
}

/** Its decay, which it cannot be without, lies beyond the run. */
function falling(law: SingleLaw, learningRate: number, timescale: number, power: number): OwnScheduler {
  const isRoot = power === HALF;
  const tInitial = law.updates + 1;
  return {
    name: 'WSDLRScheduler',
    learningRate,
    args: {
      t_initial: tInitial,
      decay_t: 1,
      stable_fn: isRoot ? 'rsqrt' : 'power',
      stable_timescale: timescale,
      ...(isRoot ? {} : { stable_power: power }),
      ...warmupArgs(law, 'always a prefix'),
    },
    learningRateAt: timmStableDecay({
      ...sharedOf(law, learningRate),
      tInitial,
      decayT: 1,
      lrMin: 0,
      decayFn: '1-sqrt',
      decayRatio: HALF,
      stable: { timescale, power },
    }),
  };
}

/** Cycles that have begun after so many updates, with their part. */
function cyclesIn(updates: number, first: number, multiplier: number): number {
  return multiplier === 1 ? updates / first : Math.log1p((updates * (multiplier - 1)) / first) / Math.log(multiplier);
}

/**
 * timm finds a growing cycle by a logarithm, whose last bit is not the same everywhere, and the first restart always falls
 * on an update. It is trusted with 2, which every library gets right, and where nothing restarts.
 */
function isSafelyCounted(first: number, multiplier: number, updates: number): boolean {
  return multiplier === 1 || multiplier === 2 || first >= updates;
}
