import type { MegatronDecay, MegatronSchedule } from '../../schedules/megatron.js';
import type { SingleLaw } from '../single-law.js';

/**
 * Arguments that are meant as this very law, the plainest first; none where Megatron-LM has no such law. Whether they are
 * exact is for the comparison to say: its warm-up, for one, is always linear.
 */
export function lawArguments(single: SingleLaw): readonly MegatronSchedule[] {
  return WRITERS[single.node.law]?.(single) ?? [];
}

const WRITERS: Readonly<Record<string, (single: SingleLaw) => readonly MegatronSchedule[]>> = {
  constant: (single) => [write(single, single.number('learningRate'), { decayStyle: 'constant' })],
  linear: (single) => {
    const [initial, end, length] = [single.number('initial'), single.number('end'), wholeOf(single)];
    if (end <= initial) return [decayed(single, 'linear', initial, { end, length })];
    if (single.warmup !== null) return [];
    // Nothing rises but a warm-up: its end is the law's own.
    const rise = { decayStyle: 'constant', warmupIters: length, warmupInit: initial } as const;
    return [write(single, end, { ...rise, decayIters: Math.max(single.totalUpdates, length + 1) })];
  },
  cosine: (single) => halfWave(single, single.number('cycles'), wholeOf(single)),
  'cosine-restarts': (single) => {
    const first = single.length('first');
    if (first !== null) return first >= single.updates ? halfWave(single, HALF, first) : [];
    return single.number('cycles') === 1 ? halfWave(single, HALF, wholeOf(single)) : [];
  },
  'inverse-sqrt': (single) => inverseSquareRoot(single, single.number('peak')),
  inverse: (single) => (single.number('power') === HALF ? inverseSquareRoot(single, single.number('initial')) : []),
  noam: (single) => {
    // Megatron's root starts where its warm-up ends; the law's own runs one update ahead of it.
    const [scale, dimension, warming] = [
      single.number('scale'),
      single.number('dimension'),
      single.number('warmupSteps'),
    ];
    const warmupIters = Math.round(warming) - 1;
    if (warmupIters < 1) return [];
    const height = scale * dimension ** -HALF;
    const warmed = { decayStyle: 'inverse-square-root', warmupIters, warmupInit: height * warming ** -1.5 } as const;
    return [write(single, height * warming ** -HALF, warmed)];
  },
  'warmup-stable-decay': (single) => {
    const [peak, end] = [single.number('peak'), single.number('end')];
    const [decayIters, decayStyle] = [single.length('decay'), STYLES[single.text('shape')]];
    if (decayIters === null || decayStyle === undefined) return [];
    return [write(single, peak, { decayStyle: 'WSD', minLearningRate: end, wsd: { decayIters, decayStyle } })];
  },
};

const HALF = 0.5;

const STYLES: Readonly<Record<string, MegatronDecay['decayStyle']>> = {
  linear: 'linear',
  cosine: 'cosine',
  'one-minus-sqrt': 'minus_sqrt',
  exponential: 'exponential',
};

function write(
  { warmup, warmupSteps, totalUpdates }: SingleLaw,
  learningRate: number,
  settings: Partial<MegatronSchedule> & Pick<MegatronSchedule, 'decayStyle'>,
): MegatronSchedule {
  return {
    learningRate,
    minLearningRate: 0,
    decayIters: totalUpdates,
    warmupIters: warmupSteps,
    warmupInit: warmup?.from ?? 0,
    wsd: null,
    ...settings,
  };
}

/** L, or T where the policy names none. */
function wholeOf(single: SingleLaw): number {
  return single.length('length') ?? single.updates;
}

function decayed(
  single: SingleLaw,
  decayStyle: 'linear' | 'cosine',
  learningRate: number,
  { end, length }: { readonly end: number; readonly length: number },
): MegatronSchedule {
  return write(single, learningRate, { decayStyle, minLearningRate: end, decayIters: single.warmupSteps + length });
}

/** Fewer cycles than a half are the beginning of a half that is longer than the run; more would rise again. */
function halfWave(single: SingleLaw, cycles: number, length: number): readonly MegatronSchedule[] {
  const [peak, end, half] = [single.number('peak'), single.number('end'), Math.round(length / (2 * cycles))];
  if (cycles > HALF || (half > length && length < single.updates)) return [];
  return [decayed(single, 'cosine', peak, { end, length: half })];
}

/** Its timescale is its warm-up, and without one it would depend on the samples of a batch. */
function inverseSquareRoot(single: SingleLaw, peak: number): readonly MegatronSchedule[] {
  return single.warmupSteps === 0 ? [] : [write(single, peak, { decayStyle: 'inverse-square-root' })];
}
