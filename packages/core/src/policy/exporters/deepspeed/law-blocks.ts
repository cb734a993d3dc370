import type { DeepSpeedBlock } from '../../schedules/deepspeed.js';
import type { ScheduleArguments } from '../../schedules/schedule.js';
import type { Warmup } from '../../policy.js';
import type { SingleLaw } from '../single-law.js';

/** DeepSpeed makes every warm-up at least so long. */
const LEAST_WARMUP = 2;

/** A warm-up as a block says it. */
interface Rise {
  /** W: 0 without a warm-up. */
  readonly updates: number;
  /** What update 0 has. */
  readonly first: number;
  readonly from: number;
  readonly type: 'linear' | 'log';
}

/**
 * Blocks that are meant as a law, the best first; none for a law that DeepSpeed does not have. Their counter starts
 * where update 1 finds what update 1 should have, and the optimizer's own learning rate is that of update 0: so nothing
 * lags, and nothing has to warm up. Only WarmupCosineLR takes its peak from there.
 */
export function lawBlocks(law: SingleLaw, first: number): readonly DeepSpeedBlock[] {
  const { node, updates, number, length } = law;
  const rise = riseOf(node.warmup, law.totalUpdates - updates, first);
  const span = length('length') ?? updates;
  switch (node.law) {
    case 'constant':
      return [rising(rise, number('learningRate'))];
    case 'linear':
      return linear(rise, number('initial'), number('end'), span);
    case 'cosine':
      if (number('cycles') !== 0.5 || number('peak') === 0) return [];
      return cosine(rise, number('peak'), number('end') / number('peak'), span);
    case 'inverse':
      return inverse(law, rise);
    case 'wave':
      if (node['shape'] !== 'triangle' || node['start'] !== 'low' || node['damping'] !== 'none') return [];
      return triangle(law, rise, span, span);
    case 'cyclic':
      if (node['damping'] !== 'none') return [];
      return triangle(law, rise, length('up') ?? 1, length('down') ?? 1);
    default:
      return [];
  }
}

function riseOf(warmup: Warmup | undefined, updates: number, first: number): Rise {
  return { updates, first, from: warmup?.from ?? first, type: warmup?.shape === 'logarithmic' ? 'log' : 'linear' };
}

/** A warm-up of which `skipped` updates are over before update 1. */
function warmingUp({ updates, type }: Rise, skipped = 0) {
  const length = Math.max(LEAST_WARMUP, updates);
  return { warmup_num_steps: length, warmup_type: type, last_batch_iteration: length - updates + skipped };
}

function rising(rise: Rise, peak: number): DeepSpeedBlock {
  // Without a rise the counter and the optimizer do not matter.
  const params: ScheduleArguments =
    rise.updates === 0 || rise.from === peak
      ? { warmup_min_lr: peak, warmup_max_lr: peak, warmup_num_steps: LEAST_WARMUP, warmup_type: 'linear' }
      : { warmup_min_lr: rise.from, warmup_max_lr: peak, ...warmingUp(rise) };
  return { type: 'WarmupLR', optimizerLearningRate: rise.first, params };
}

function linear(rise: Rise, initial: number, end: number, span: number): readonly DeepSpeedBlock[] {
  if (rise.updates === 0 && end > initial)
    return [rising({ ...rise, updates: span, from: initial, type: 'linear' }, end)];
  const length = Math.max(LEAST_WARMUP, rise.updates);
  // One minimum serves as the start of the warm-up and as the end of the decay.
  return [...new Set([end, rise.from])].map((least) => ({
    type: 'WarmupDecayLR',
    optimizerLearningRate: rise.first,
    params: { warmup_min_lr: least, warmup_max_lr: initial, ...warmingUp(rise), total_num_steps: length + span },
  }));
}

function cosine(rise: Rise, peak: number, floor: number, span: number): readonly DeepSpeedBlock[] {
  const block = (updates: number, start: number, total: number, counted: ScheduleArguments): DeepSpeedBlock => ({
    type: 'WarmupCosineLR',
    optimizerLearningRate: peak,
    params: {
      warmup_min_ratio: start,
      warmup_num_steps: updates,
      warmup_type: rise.type,
      cos_min_ratio: floor,
      total_num_steps: total,
      ...counted,
    },
  });
  // The class is one update ahead in its cosine: one less of the warm-up is over.
  if (rise.updates === 0)
    return [block(LEAST_WARMUP, 0, LEAST_WARMUP + span, { last_batch_iteration: LEAST_WARMUP - 1 })];
  // Update 0 is at 0, then the warm-up begins one update in; or it lags.
  const next = rise.from / peak + (1 - rise.from / peak) / rise.updates;
  const shorter = Math.max(LEAST_WARMUP, rise.updates - 1);
  const same = Math.max(LEAST_WARMUP, rise.updates);
  const from = rise.from / peak;
  return [
    block(shorter, next, rise.updates + span, {}),
    block(shorter, next, rise.updates + span + 1, {}),
    block(shorter, from, rise.updates + span, {}),
    block(same, next, rise.updates + span, {}),
    block(same, from, rise.updates + span, {}),
  ];
}

/** Caffe's inverse of power 1 is what OneCycle does after its cycle; the cycle is over before update 1. */
function inverse({ number, length }: SingleLaw, rise: Rise): readonly DeepSpeedBlock[] {
  if (number('power') !== 1 || rise.updates > 0) return [];
  const initial = number('initial');
  return [
    {
      type: 'OneCycle',
      optimizerLearningRate: initial,
      params: {
        cycle_min_lr: initial,
        cycle_max_lr: initial,
        cycle_first_step_size: 1,
        cycle_second_step_size: 0,
        decay_lr_rate: number('gamma'),
        decay_step_size: length('every') ?? 1,
        cycle_momentum: false,
        last_batch_iteration: 0,
      },
    },
  ];
}

function triangle({ number }: SingleLaw, rise: Rise, up: number, down: number): readonly DeepSpeedBlock[] {
  if (rise.updates > 0) return [];
  return [
    {
      type: 'OneCycle',
      optimizerLearningRate: number('low'),
      params: {
        cycle_min_lr: number('low'),
        cycle_max_lr: number('high'),
        cycle_first_step_size: up,
        cycle_second_step_size: down,
        cycle_momentum: false,
      },
    },
  ];
}
