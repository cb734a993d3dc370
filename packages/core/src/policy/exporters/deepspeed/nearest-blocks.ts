import type { CompiledPolicy } from '../../compile.js';
import type { DeepSpeedBlock } from '../../schedules/deepspeed.js';
import { curveShapeOf } from '../curve-shape.js';

/**
 * Blocks that come near the policy's curve, whatever law it is: every type from where the curve begins to its peak, and
 * down to where it ends. The comparison chooses among them; a constant always fits.
 */
export function nearestBlocks(compiled: CompiledPolicy): readonly DeepSpeedBlock[] {
  const { totalUpdates, first, peak, least, end, firstAtPeak } = curveShapeOf(compiled);
  const constant = (learningRate: number): DeepSpeedBlock => ({
    type: 'WarmupLR',
    optimizerLearningRate: learningRate,
    params: { warmup_min_lr: learningRate, warmup_max_lr: learningRate, warmup_num_steps: 2, warmup_type: 'linear' },
  });
  if (peak === 0) return [constant(0)];
  const warmup = Math.max(2, firstAtPeak);
  const counted = { warmup_num_steps: warmup, last_batch_iteration: warmup - firstAtPeak };
  const floors = [...new Set([end, least])];
  const warmed = (['linear', 'log'] as const).flatMap((type): readonly DeepSpeedBlock[] => [
    {
      type: 'WarmupLR',
      optimizerLearningRate: first,
      params: { warmup_min_lr: first, warmup_max_lr: peak, warmup_type: type, ...counted },
    },
    ...floors.map((floor): DeepSpeedBlock => ({
      type: 'WarmupDecayLR',
      optimizerLearningRate: first,
      params: {
        warmup_min_lr: floor,
        warmup_max_lr: peak,
        warmup_type: type,
        ...counted,
        total_num_steps: warmup + totalUpdates - firstAtPeak,
      },
    })),
    ...floors.map((floor): DeepSpeedBlock => ({
      type: 'WarmupCosineLR',
      optimizerLearningRate: peak,
      params: {
        warmup_min_ratio: first / peak,
        warmup_num_steps: warmup,
        warmup_type: type,
        cos_min_ratio: floor / peak,
        total_num_steps: warmup + totalUpdates - firstAtPeak,
        ...(firstAtPeak === 0 ? { last_batch_iteration: warmup - 1 } : {}),
      },
    })),
  ]);
  return [constant((peak + least) / 2), ...warmed, ...cycles(compiled)];
}

/** A triangle up to the peak, if the curve rises at all and falls again. */
function cycles(compiled: CompiledPolicy): readonly DeepSpeedBlock[] {
  const { totalUpdates, peak, least, firstAtPeak } = curveShapeOf(compiled);
  if (firstAtPeak === 0) return [];
  return [
    {
      type: 'OneCycle',
      optimizerLearningRate: least,
      params: {
        cycle_min_lr: least,
        cycle_max_lr: peak,
        cycle_first_step_size: firstAtPeak,
        cycle_second_step_size: Math.max(1, totalUpdates - firstAtPeak),
        cycle_momentum: false,
      },
    },
  ];
}
