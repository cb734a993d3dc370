import { type Schedule, ScheduleRefused } from './schedule.js';
import { type TIMM_DECAYS, timmCosine, timmMultiStep, timmPoly, timmStableDecay, timmStep } from './timm.js';

/** Arguments of timm's train.py, with --sched-on-updates; what a scheduler does not look at may be anything. */
export interface TimmArguments {
  readonly sched: 'cosine' | 'step' | 'multistep' | 'poly' | 'wsd' | 'rsqrt';
  readonly learningRate: number;
  /** Of one cycle, without the warm-up where that is a prefix. */
  readonly epochs: number;
  readonly warmupEpochs: number;
  /** A learning rate; 1e-5 where it is not given. */
  readonly warmupLr: number;
  readonly warmupPrefix: boolean;
  readonly minLr: number;
  readonly cooldownEpochs: number;
  /** Below 1, of wsd and rsqrt a share of stable and decay phase. */
  readonly decayEpochs: number;
  readonly decayMilestones: readonly number[];
  /** Of poly its power; 0.1 where it is not given. */
  readonly decayRate: number;
  readonly cycleMul: number;
  readonly cycleDecay: number;
  readonly cycleLimit: number;
  /** Null: '1-sqrt' of wsd, 'linear' of rsqrt. */
  readonly decayFn: (typeof TIMM_DECAYS)[number] | null;
  /** In epochs; null: the warm-up. */
  readonly stableTimescale: number | null;
}

export interface TimmTraining {
  readonly learningRateAt: Schedule;
  /** What train.py then trains for, whatever was wanted. */
  readonly trainedUpdates: number;
}

/** Of `exp`, and not to be set on the command line. */
const DECAY_RATIO = 0.1;
const ROOT = 0.5;

/**
 * create_scheduler_v2 of timm 1.0.31 as train.py calls it with --sched-on-updates: every length in epochs times
 * `updatesPerEpoch` (⌈batches / grad_accum_steps⌉). Throws ScheduleRefused for what it refuses.
 */
export function timmTraining(given: TimmArguments, updatesPerEpoch: number): TimmTraining {
  const { sched, learningRate, epochs, decayRate, warmupPrefix, minLr: lrMin, cycleLimit } = given;
  const inUpdates = (length: number) => length * updatesPerEpoch;
  const [tInitial, warmupT] = [inUpdates(epochs), inUpdates(given.warmupEpochs)];
  const shared = { learningRate, warmupT, warmupLrInit: given.warmupLr, warmupPrefix };
  const cycles = { ...shared, tInitial, lrMin, cycleMul: given.cycleMul, cycleDecay: given.cycleDecay, cycleLimit };
  const prefix = warmupPrefix ? warmupT : 0;
  const trained = tInitial + prefix;
  switch (sched) {
    case 'cosine':
      return { learningRateAt: timmCosine(cycles), trainedUpdates: cyclesLength(given, updatesPerEpoch) };
    case 'poly':
      return {
        learningRateAt: timmPoly({ ...cycles, power: decayRate }),
        trainedUpdates: cyclesLength(given, updatesPerEpoch),
      };
    case 'step':
      return {
        learningRateAt: timmStep({ ...shared, decayT: inUpdates(given.decayEpochs), decayRate }),
        trainedUpdates: trained,
      };
    case 'multistep':
      return {
        learningRateAt: timmMultiStep({ ...shared, decayT: given.decayMilestones.map(inUpdates), decayRate }),
        trainedUpdates: trained,
      };
    case 'wsd':
    case 'rsqrt': {
      // Their warm-up is always a prefix; unless it was asked for, it is taken from the epochs.
      const whole = warmupPrefix ? tInitial : tInitial - warmupT;
      const { decayEpochs } = given;
      const decayT = roundHalfEven(decayEpochs < 1 ? decayEpochs * whole : inUpdates(decayEpochs));
      const timescale = given.stableTimescale === null ? warmupT : inUpdates(given.stableTimescale);
      if (sched === 'rsqrt' && !(timescale > 0)) throw new ScheduleRefused('rsqrt needs a timescale above 0.');
      const learningRateAt = timmStableDecay({
        ...shared,
        tInitial: whole,
        decayT,
        lrMin,
        decayFn: given.decayFn ?? (sched === 'rsqrt' ? 'linear' : '1-sqrt'),
        decayRatio: DECAY_RATIO,
        stable: sched === 'rsqrt' ? { timescale, power: ROOT } : 'constant',
      });
      return { learningRateAt, trainedUpdates: warmupT + whole };
    }
  }
}

/** Cosine and poly train for all their cycles and the cooldown, in whole epochs. */
function cyclesLength(given: TimmArguments, updatesPerEpoch: number): number {
  const { epochs, cycleMul, cycleLimit, warmupPrefix, warmupEpochs, cooldownEpochs } = given;
  const first = epochs * updatesPerEpoch;
  const all =
    cycleMul === 1 ? first * cycleLimit : Math.floor((-first * (cycleMul ** cycleLimit - 1)) / (1 - cycleMul));
  const warmed = warmupPrefix ? warmupEpochs * updatesPerEpoch : 0;
  return Math.floor((all + warmed + cooldownEpochs * updatesPerEpoch) / updatesPerEpoch) * updatesPerEpoch;
}

/** As Python rounds. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const isHalf = value - below === ROOT;
  return isHalf && below % 2 === 0 ? below : Math.round(value);
}
