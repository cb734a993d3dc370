import { torchOneCycleSchedule } from '../../schedules/torch-one-cycle.js';
import { type Schedule } from '../../schedules/schedule.js';
import { MOST_RECURSIVE, torchSchedule } from '../../schedules/torch.js';
import { float } from '../python/law-body.js';
import type { SingleLaw } from '../single-law.js';

/** A scheduler of torch with its arguments, and what it does. */
export interface NativeScheduler {
  readonly name: string;
  /** The optimizer's own learning rate. */
  readonly learningRate: number;
  /** Arguments by name, their values as Python. */
  readonly arguments: Readonly<Record<string, string>>;
  readonly learningRateAt: Schedule;
  readonly notes?: readonly string[];
}

const whole = (value: number) => Number.isSafeInteger(value) && value > 0;

const HIDDEN_MOMENTUM = 'cycle_momentum is off: by default it would move the momentum (β1 of Adam) too.';

/** The scheduler of torch that is meant as a law without a warm-up, or null where there is none. */
export function nativeScheduler(law: SingleLaw): NativeScheduler | null {
  const { node, updates, number, length } = law;
  const span = length('length') ?? updates;
  switch (node.law) {
    case 'step': {
      const [initial, every, factor] = [number('initial'), length('every') ?? 1, number('factor')];
      return {
        name: 'StepLR',
        learningRate: initial,
        arguments: { step_size: String(every), gamma: float(factor) },
        learningRateAt: torchSchedule.step(initial, every, factor),
      };
    }
    case 'multi-step': {
      const [initial, factor, at] = [number('initial'), number('factor'), law.lengths('at')];
      return {
        name: 'MultiStepLR',
        learningRate: initial,
        arguments: { milestones: `[${at.join(', ')}]`, gamma: float(factor) },
        learningRateAt: torchSchedule.multiStep(initial, at, factor),
      };
    }
    case 'exponential': {
      const [initial, gamma] = [number('initial'), number('factor') ** (1 / (length('every') ?? 1))];
      return {
        name: 'ExponentialLR',
        learningRate: initial,
        arguments: { gamma: float(gamma) },
        learningRateAt: torchSchedule.exponential(initial, gamma),
      };
    }
    case 'linear': {
      const [initial, end] = [number('initial'), number('end')];
      // Its factors lie between 0 and 1.
      if (initial === 0 || end > initial || span > MOST_RECURSIVE) return null;
      return {
        name: 'LinearLR',
        learningRate: initial,
        arguments: { start_factor: '1.0', end_factor: float(end / initial), total_iters: String(span) },
        learningRateAt: torchSchedule.linear(initial, 1, end / initial, span),
      };
    }
    case 'polynomial': {
      const [initial, power] = [number('initial'), number('power')];
      if (number('end') !== 0) return null;
      return {
        name: 'PolynomialLR',
        learningRate: initial,
        arguments: { total_iters: String(span), power: float(power) },
        learningRateAt: torchSchedule.polynomial(initial, span, power),
      };
    }
    case 'cosine':
      return cosine(law, span / (2 * number('cycles')));
    case 'cosine-restarts':
      return warmRestarts(law, span);
    case 'one-cycle':
      return oneCycle(law);
    case 'wave':
      return triangle(law);
    case 'cyclic':
      return cyclic(law);
    default:
      return null;
  }
}

function cosine({ number, totalUpdates }: SingleLaw, tMax: number): NativeScheduler | null {
  if (!whole(tMax) || totalUpdates > MOST_RECURSIVE) return null;
  const [peak, end] = [number('peak'), number('end')];
  return {
    name: 'CosineAnnealingLR',
    learningRate: peak,
    arguments: { T_max: String(tMax), eta_min: float(end) },
    learningRateAt: torchSchedule.cosineAnnealing(peak, tMax, end),
    notes: [`Past ${String(tMax)} updates it rises again: the run must not be longer than the policy says.`],
  };
}

function warmRestarts({ node, number, length }: SingleLaw, span: number): NativeScheduler | null {
  const [peak, end] = [number('peak'), number('end')];
  const isSgdr = node['first'] !== undefined;
  const [first, multiplier] = isSgdr ? [length('first') ?? 0, number('multiplier')] : [span / number('cycles'), 1];
  if (!whole(first) || !whole(multiplier) || (isSgdr && number('decay') !== 1)) return null;
  return {
    name: 'CosineAnnealingWarmRestarts',
    learningRate: peak,
    arguments: { T_0: String(first), T_mult: String(multiplier), eta_min: float(end) },
    learningRateAt: torchSchedule.cosineWarmRestarts(peak, first, multiplier, end),
  };
}

function oneCycle({ node, totalUpdates, number }: SingleLaw): NativeScheduler | null {
  const [peak, share] = [number('peak'), number('peakAt')];
  const lastStart = number('phases') === 3 ? 2 * share * totalUpdates - 2 : share * totalUpdates - 1;
  // Torch divides by the length of its last phase when it is stepped after the last update.
  if (lastStart >= totalUpdates - 1) return null;
  const isLinear = node['anneal'] === 'linear';
  const settings = {
    pct_start: share,
    anneal_strategy: isLinear ? 'linear' : 'cos',
    div_factor: number('startDivisor'),
    final_div_factor: number('endDivisor'),
    three_phase: number('phases') === 3,
  };
  return {
    name: 'OneCycleLR',
    learningRate: peak / settings.div_factor,
    arguments: {
      max_lr: float(peak),
      total_steps: String(totalUpdates),
      pct_start: float(share),
      anneal_strategy: `"${settings.anneal_strategy}"`,
      div_factor: float(settings.div_factor),
      final_div_factor: float(settings.final_div_factor),
      three_phase: settings.three_phase ? 'True' : 'False',
      cycle_momentum: 'False',
    },
    learningRateAt: torchOneCycleSchedule(peak, totalUpdates, settings),
    notes: [HIDDEN_MOMENTUM, `It raises an error after ${String(totalUpdates)} updates.`],
  };
}

function triangle({ node, number, length }: SingleLaw): NativeScheduler | null {
  if (node['shape'] !== 'triangle' || node['start'] !== 'low') return null;
  const half = length('length') ?? 1;
  return cyclicScheduler({ low: number('low'), high: number('high'), up: half, down: half }, node['damping'], 'update');
}

function cyclic({ node, number, length }: SingleLaw): NativeScheduler {
  const ends = { low: number('low'), high: number('high'), up: length('up') ?? 1, down: length('down') ?? 1 };
  return cyclicScheduler(ends, node['damping'], node['dampingPer'] === 'update' ? 'update' : 'cycle');
}

interface CyclicEnds {
  readonly low: number;
  readonly high: number;
  readonly up: number;
  readonly down: number;
}

function cyclicScheduler(
  { low, high, up, down }: CyclicEnds,
  damping: unknown,
  per: 'update' | 'cycle',
): NativeScheduler {
  const factor = typeof damping === 'object' && damping !== null ? (damping as { readonly factor: number }).factor : 1;
  const mode: Readonly<Record<string, string>> =
    damping === 'halving'
      ? { mode: '"triangular2"' }
      : factor === 1
        ? { mode: '"triangular"' }
        : per === 'update'
          ? { mode: '"exp_range"', gamma: float(factor) }
          : { scale_fn: `lambda cycle: ${float(factor)} ** (cycle - 1)`, scale_mode: '"cycle"' };
  const scale = (cycle: number, t: number) => {
    if (damping === 'halving') return 1 / 2 ** (cycle - 1);
    return per === 'update' ? factor ** t : factor ** (cycle - 1);
  };
  return {
    name: 'CyclicLR',
    learningRate: low,
    arguments: {
      base_lr: float(low),
      max_lr: float(high),
      step_size_up: String(up),
      step_size_down: String(down),
      ...mode,
      cycle_momentum: 'False',
    },
    learningRateAt: torchSchedule.cyclic(low, high, up, down, scale),
    notes: [HIDDEN_MOMENTUM],
  };
}
