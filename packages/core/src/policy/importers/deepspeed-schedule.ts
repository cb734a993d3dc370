import type { DeepSpeedBlock } from './deepspeed-block.js';
import { oneCycle, rangeTest } from './deepspeed-cycle.js';
import { warmupThenConstant, warmupThenCosine, warmupThenLinear } from './deepspeed-warmup.js';
import type { Draft } from './draft.js';

interface DeepSpeedScheduler {
  readonly parameters: readonly string[];
  /** The policy that runs; null where something was refused. */
  readonly read: (block: DeepSpeedBlock) => Draft | null;
}

const WARMUP = ['warmup_num_steps', 'warmup_type', 'last_batch_iteration'];

/** The schedulers of DeepSpeed, by their `type`. */
export const deepSpeedSchedulers: Readonly<Record<string, DeepSpeedScheduler>> = {
  WarmupLR: { parameters: ['warmup_min_lr', 'warmup_max_lr', ...WARMUP], read: warmupThenConstant },
  WarmupDecayLR: {
    parameters: ['total_num_steps', 'warmup_min_lr', 'warmup_max_lr', ...WARMUP],
    read: warmupThenLinear,
  },
  WarmupCosineLR: {
    parameters: ['total_num_steps', 'warmup_min_ratio', 'cos_min_ratio', ...WARMUP],
    read: warmupThenCosine,
  },
  OneCycle: {
    parameters: [
      'cycle_min_lr',
      'cycle_max_lr',
      'decay_lr_rate',
      'cycle_first_step_size',
      'cycle_second_step_size',
      'cycle_first_stair_count',
      'cycle_second_stair_count',
      'decay_step_size',
      'cycle_momentum',
      'cycle_min_mom',
      'cycle_max_mom',
      'decay_mom_rate',
      'last_batch_iteration',
    ],
    read: oneCycle,
  },
  LRRangeTest: {
    parameters: [
      'lr_range_test_min_lr',
      'lr_range_test_step_size',
      'lr_range_test_step_rate',
      'lr_range_test_staircase',
      'last_batch_iteration',
    ],
    read: rangeTest,
  },
};
