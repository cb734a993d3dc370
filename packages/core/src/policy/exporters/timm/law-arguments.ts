import type { TimmArguments } from '../../schedules/timm-arguments.js';
import type { CurveShape } from '../curve-shape.js';
import type { SingleLaw } from '../single-law.js';

/** Arguments before it is seen what of them is looked at. */
export type Wanted = Partial<TimmArguments> & Pick<TimmArguments, 'sched' | 'learningRate'>;

const HALF = 0.5;
const POWERS = [HALF, 1, 2];

/** Whole epochs, as the command line takes them; at least one. */
function wholeEpochs(updates: number, updatesPerEpoch: number): number {
  return Math.max(1, Math.round(updates / updatesPerEpoch));
}

/**
 * Arguments of train.py that are meant as this very law, all lengths in whole epochs but those that may be broken; none
 * where it has no such scheduler. Whether they are exact is for the comparison to say.
 */
export function lawArguments(law: SingleLaw, updatesPerEpoch: number): readonly Wanted[] {
  if (law.warmup !== null && law.warmup.shape !== 'linear') return [];
  const warmupEpochs = Math.round(law.warmupSteps / updatesPerEpoch);
  const whole = law.length('length') ?? law.updates;
  const inEpochs = (updates: number) => updates / updatesPerEpoch;
  const warmed = { warmupEpochs, warmupLr: law.warmup?.from ?? 0, epochs: wholeEpochs(law.updates, updatesPerEpoch) };
  const epochs = wholeEpochs(whole, updatesPerEpoch);
  // Past its end the floor holds for the rest of the run.
  const ending = { ...warmed, epochs, cooldownEpochs: Math.max(0, warmed.epochs - epochs) };
  const number = law.number;
  switch (law.node.law) {
    case 'constant':
      return [{ ...warmed, sched: 'step', learningRate: number('learningRate'), decayRate: 1, decayEpochs: 1 }];
    case 'step': {
      const decayEpochs = inEpochs(law.length('every') ?? 1);
      return [{ ...warmed, sched: 'step', learningRate: number('initial'), decayRate: number('factor'), decayEpochs }];
    }
    case 'multi-step': {
      const milestones = law.lengths('at').map((boundary) => wholeEpochs(boundary, updatesPerEpoch));
      const falling = { decayRate: number('factor'), decayMilestones: milestones };
      return [{ ...warmed, ...falling, sched: 'multistep', learningRate: number('initial') }];
    }
    case 'linear':
    case 'polynomial': {
      const decayRate = law.node.law === 'linear' ? 1 : number('power');
      return [{ ...ending, sched: 'poly', learningRate: number('initial'), minLr: number('end'), decayRate }];
    }
    case 'cosine':
      if (number('cycles') !== HALF) return [];
      return [{ ...ending, sched: 'cosine', learningRate: number('peak'), minLr: number('end') }];
    case 'cosine-restarts': {
      const first = law.length('first');
      if (first !== null && (number('multiplier') !== 1 || number('decay') !== 1)) return [];
      const cycles = first === null ? number('cycles') : Math.max(1, Math.round(law.updates / first));
      const each = wholeEpochs(first ?? whole / cycles, updatesPerEpoch);
      const cooldownEpochs = Math.max(0, warmed.epochs - each * cycles);
      const cycling = { epochs: each, cooldownEpochs, cycleLimit: cycles, cycleDecay: 1 };
      return [{ ...warmed, ...cycling, sched: 'cosine', learningRate: number('peak'), minLr: number('end') }];
    }
    case 'inverse-sqrt': {
      const stableTimescale = inEpochs(law.length('timescale') ?? 1);
      // Its decay, which it cannot be without, is left to one update beyond the last.
      const decayEpochs = 1 / (warmed.epochs * updatesPerEpoch);
      return [{ ...warmed, sched: 'rsqrt', learningRate: number('peak'), stableTimescale, decayEpochs }];
    }
    case 'warmup-stable-decay': {
      const decay = law.length('decay') ?? law.updates;
      const share = decay / (warmed.epochs * updatesPerEpoch);
      const decayFn = DECAYS[law.text('shape')] ?? null;
      const decaying = { decayEpochs: share < 1 ? share : warmed.epochs, decayFn };
      return [{ ...warmed, ...decaying, sched: 'wsd', learningRate: number('peak'), minLr: number('end') }];
    }
    default:
      return [];
  }
}

const DECAYS: Readonly<Record<string, TimmArguments['decayFn']>> = {
  linear: 'linear',
  cosine: 'cosine',
  'one-minus-sqrt': '1-sqrt',
  exponential: 'exp',
};

/** Arguments that come near a curve, whatever law it is of: the comparison chooses among them. */
export function nearestArguments(shape: CurveShape, updatesPerEpoch: number): readonly Wanted[] {
  const { totalUpdates, first, peak, least, end, firstAtPeak } = shape;
  const all = wholeEpochs(totalUpdates, updatesPerEpoch);
  const constant = { sched: 'step', decayRate: 1, decayEpochs: 1, epochs: all, warmupEpochs: 0 } as const;
  const rise = Math.min(all - 1, Math.round(firstAtPeak / updatesPerEpoch));
  const warmups = [...new Set([0, rise])].filter((epochs) => epochs >= 0);
  const floors = [...new Set([end, least])];
  return [
    { ...constant, learningRate: (peak + least) / 2 },
    ...warmups.flatMap((warmupEpochs): readonly Wanted[] => {
      const warmed = { warmupEpochs, warmupLr: first, epochs: all - warmupEpochs, learningRate: peak };
      return [
        { ...constant, ...warmed },
        ...floors.flatMap((minLr): readonly Wanted[] => [
          { ...warmed, sched: 'cosine', minLr },
          ...POWERS.map((decayRate) => ({ ...warmed, sched: 'poly' as const, minLr, decayRate })),
        ]),
      ];
    }),
  ];
}
