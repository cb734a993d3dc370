import type { Json } from '../../../canonical/index.js';
import type { CompiledPolicy } from '../../compile.js';
import { isSequence, isSwitch, type PolicyNode } from '../../policy.js';
import {
  kerasCosineDecay,
  kerasCosineDecayRestarts,
  kerasExponentialDecay,
  kerasInverseTimeDecay,
  kerasPiecewiseConstantDecay,
  kerasPolynomialDecay,
} from '../../schedules/keras.js';
import type { Schedule } from '../../schedules/schedule.js';
import { single } from '../../schedules/single-precision.js';
import { float } from '../python/python-body.js';
import { pythonCall, pythonList } from '../python-text.js';
import type { SingleLaw } from '../single-law.js';

/** What an optimiser of Keras takes as its learning rate: a number, or one of Keras's schedules. */
export interface KerasLearningRate {
  readonly form: string;
  readonly code: string;
  /** `class`, and the arguments by their own names. */
  readonly settings: Readonly<Record<string, Json>>;
  readonly learningRateAt: Schedule;
}

/** Counts, where they are whole, are written without a point. Any other number has one: of a whole one Keras makes integers. */
const COUNTS: readonly string[] = ['decay_steps', 'warmup_steps', 'first_decay_steps'];

function schedule(
  name: string,
  args: Readonly<Record<string, number | boolean>>,
  learningRateAt: Schedule,
): KerasLearningRate {
  const text = (key: string, value: number | boolean) => {
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    return COUNTS.includes(key) ? String(value) : float(value);
  };
  const texts = Object.fromEntries(Object.entries(args).map(([key, value]) => [key, text(key, value)]));
  return {
    form: name,
    code: pythonCall(`keras.optimizers.schedules.${name}`, texts),
    settings: { class: name, ...args },
    learningRateAt,
  };
}

function constant(learningRate: number): KerasLearningRate {
  return {
    form: 'a constant learning rate',
    code: float(learningRate),
    settings: { learning_rate: learningRate },
    learningRateAt: () => single(learningRate),
  };
}

/** Keras's schedule that is meant as this very law; null where it has none, which is so for nearly every warm-up. */
export function ownSchedule(law: SingleLaw): KerasLearningRate | null {
  return law.warmup === null ? (WRITERS[law.node.law]?.(law) ?? null) : warmedSchedule(law);
}

function warmedSchedule(law: SingleLaw): KerasLearningRate | null {
  const { node, warmup, warmupSteps } = law;
  if (warmup?.shape !== 'linear') return null;
  if (node.law === 'cosine') return halfWave(law);
  // A line stops at its end, which is all that a constant does after it.
  return node.law === 'constant' ? way(warmup.from, law.number('learningRate'), warmupSteps) : null;
}

const HALF = 0.5;

type Writer = (law: SingleLaw) => KerasLearningRate | null;

const WRITERS: Readonly<Record<string, Writer>> = {
  constant: (law) => constant(law.number('learningRate')),
  step: (law) => exponential(law, true),
  exponential: (law) => exponential(law, false),
  linear: (law) => way(law.number('initial'), law.number('end'), wholeOf(law)),
  polynomial: (law) => way(law.number('initial'), law.number('end'), wholeOf(law), law.number('power')),
  cosine: (law) => halfWave(law),
  inverse: (law) => {
    if (law.number('power') !== 1) return null;
    const [initial, gamma, every] = [law.number('initial'), law.number('gamma'), law.length('every') ?? 1];
    return schedule(
      'InverseTimeDecay',
      { initial_learning_rate: initial, decay_steps: every, decay_rate: gamma },
      kerasInverseTimeDecay({ initialLearningRate: initial, decaySteps: every, decayRate: gamma }),
    );
  },
  'cosine-restarts': (law) => {
    const [peak, first] = [law.number('peak'), law.length('first')];
    const isGrowing = first !== null && law.number('multiplier') !== 1;
    if (peak === 0 || isGrowing) return null;
    const firstDecaySteps = first ?? wholeOf(law) / law.number('cycles');
    const [mMul, alpha] = [first === null ? 1 : law.number('decay'), law.number('end') / peak];
    return schedule(
      'CosineDecayRestarts',
      { initial_learning_rate: peak, first_decay_steps: firstDecaySteps, t_mul: 1, m_mul: mMul, alpha },
      kerasCosineDecayRestarts({ initialLearningRate: peak, firstDecaySteps, tMul: 1, mMul, alpha }),
    );
  },
};

/** L, or T where the policy names none. */
function wholeOf(law: SingleLaw): number {
  return law.length('length') ?? law.updates;
}

function exponential(law: SingleLaw, staircase: boolean): KerasLearningRate {
  const [initial, factor, every] = [law.number('initial'), law.number('factor'), law.length('every') ?? 1];
  return schedule(
    'ExponentialDecay',
    { initial_learning_rate: initial, decay_steps: every, decay_rate: factor, ...(staircase ? { staircase } : {}) },
    kerasExponentialDecay({ initialLearningRate: initial, decaySteps: every, decayRate: factor, staircase }),
  );
}

/** Its end is written always: Keras's own is 1e-4. */
function way(initial: number, end: number, decaySteps: number, power = 1): KerasLearningRate {
  return schedule(
    'PolynomialDecay',
    { initial_learning_rate: initial, decay_steps: decaySteps, end_learning_rate: end, power },
    kerasPolynomialDecay({ initialLearningRate: initial, decaySteps, endLearningRate: end, power }),
  );
}

/** Fewer cycles than a half are the beginning of a half that is longer than the run; more would rise again. */
function halfWave(law: SingleLaw): KerasLearningRate | null {
  const [peak, end, cycles, whole] = [law.number('peak'), law.number('end'), law.number('cycles'), wholeOf(law)];
  if (cycles > HALF || (cycles < HALF && whole < law.updates) || (peak === 0 && end > 0)) return null;
  const [decaySteps, alpha] = [whole / (2 * cycles), peak === 0 ? 0 : end / peak];
  const { warmup, warmupSteps } = law;
  if (warmup === null) {
    return schedule(
      'CosineDecay',
      { initial_learning_rate: peak, decay_steps: decaySteps, alpha },
      kerasCosineDecay({ initialLearningRate: peak, decaySteps, alpha, warmupTarget: null, warmupSteps: 0 }),
    );
  }
  const warmed = { initial_learning_rate: warmup.from, warmup_target: peak, warmup_steps: warmupSteps };
  return schedule(
    'CosineDecay',
    { ...warmed, decay_steps: decaySteps, alpha },
    kerasCosineDecay({ initialLearningRate: warmup.from, decaySteps, alpha, warmupTarget: peak, warmupSteps }),
  );
}

/** More values than these are read more easily as a table. */
const MOST_VALUES = 24;

/** PiecewiseConstantDecay of a policy that does nothing but jump; null for another, and for one that jumps often. */
export function piecewiseConstant(node: PolicyNode, compiled: CompiledPolicy): KerasLearningRate | null {
  if (!onlyJumps(node)) return null;
  const starts = [0, ...compiled.boundaries];
  const kept = starts.filter((start, index) => {
    const before = starts[index - 1];
    return before === undefined || compiled.learningRateAt(start) !== compiled.learningRateAt(before);
  });
  const values = kept.map((start) => compiled.learningRateAt(start));
  // Keras keeps the old value **at** a boundary: the update before is the last one that has it.
  const boundaries = kept.slice(1).map((start) => start - 1);
  if (values.length > MOST_VALUES) return null;
  if (boundaries.length === 0) return constant(compiled.learningRateAt(0));
  return {
    form: 'PiecewiseConstantDecay',
    code: pythonCall('keras.optimizers.schedules.PiecewiseConstantDecay', {
      boundaries: pythonList(boundaries.map(String)),
      values: pythonList(values.map(float)),
    }),
    settings: { class: 'PiecewiseConstantDecay', boundaries, values },
    learningRateAt: kerasPiecewiseConstantDecay(boundaries, values),
  };
}

const JUMPING = ['constant', 'step', 'multi-step'];

function onlyJumps(node: PolicyNode): boolean {
  if (node.warmup !== undefined && node.warmup.shape !== 'constant') return false;
  if (isSequence(node)) return node.phases.every(({ policy }) => onlyJumps(policy));
  if (isSwitch(node)) return false;
  return JUMPING.includes(node.law) || (node.law === 'table' && node['between'] === 'previous');
}
