import type { AxolotlSettings } from '../../schedules/axolotl.js';
import type { TransformersSchedule } from '../../schedules/transformers-factor.js';
import { lawSchedules, shareOf } from '../transformers/law-schedules.js';
import { hasPlainWarmup, type SingleLaw } from '../single-law.js';

/** Settings that are meant as this very law, the plainest first: Axolotl's own, then the Trainer's. */
export function axolotlLawSettings(single: SingleLaw): readonly AxolotlSettings[] {
  return [...(OWN[single.node.law]?.(single) ?? []), ...lawSchedules(single, '5').map(ofTrainer)];
}

/** A schedule of the Trainer's, by Axolotl's keys. */
export function ofTrainer(schedule: TransformersSchedule): AxolotlSettings {
  const { type, learningRate, schedulerArguments, warmupSteps, totalUpdates } = schedule;
  return {
    scheduler: type,
    learningRate,
    schedulerArguments,
    warmupSteps,
    totalUpdates,
    floorRatio: null,
    constantRatio: null,
  };
}

const OWN: Readonly<Record<string, (single: SingleLaw) => readonly AxolotlSettings[]>> = {
  cosine: (single) => {
    const [peak, end] = [single.number('peak'), single.number('end')];
    const length = single.length('length') ?? single.updates;
    const isHalfWave = single.number('cycles') === 0.5 && hasPlainWarmup(single);
    if (!isHalfWave || end === 0 || end >= peak || length > single.updates) return [];
    const base = { ...empty(single), scheduler: 'cosine', learningRate: peak, floorRatio: shareOf(end, peak) } as const;
    if (length === single.updates) return [base];
    return ratiosCutTo(single.warmupSteps + length, single.totalUpdates).map((constantRatio) => ({
      ...base,
      constantRatio,
    }));
  },
  rex: (single) => {
    const [peak, end] = [single.number('peak'), single.number('end')];
    const length = single.length('length') ?? single.updates;
    if (peak === 0 || end > peak) return [];
    // It runs one update ahead: a warm-up of one more begins where the policy's does, one of as many peaks earlier.
    const warmups = [single.warmupSteps, single.warmupSteps + 1];
    return warmups
      .filter((warmupSteps) => Math.abs(single.totalUpdates - warmupSteps - length) <= 1)
      .map((warmupSteps) => ({
        ...empty(single),
        scheduler: 'rex',
        learningRate: peak,
        warmupSteps,
        floorRatio: end === 0 ? null : shareOf(end, peak),
      }));
  },
  'one-cycle': (single) => {
    if (single.warmup !== null) return [];
    const schedulerArguments = {
      pct_start: single.number('peakAt'),
      anneal_strategy: single.text('anneal') === 'cosine' ? 'cos' : 'linear',
      div_factor: single.number('startDivisor'),
      final_div_factor: single.number('endDivisor'),
      ...(single.number('phases') === 3 ? { three_phase: true } : {}),
      cycle_momentum: false,
    };
    return [{ ...empty(single), scheduler: 'one_cycle', learningRate: single.number('peak'), schedulerArguments }];
  },
};

function empty({ warmupSteps, totalUpdates }: SingleLaw) {
  return { schedulerArguments: {}, warmupSteps, totalUpdates, floorRatio: null, constantRatio: null } as const;
}

/** Axolotl cuts total · ratio to whole updates: the quotient may fall short of one by a rounding. */
function ratiosCutTo(updates: number, totalUpdates: number): readonly number[] {
  const ratio = updates / totalUpdates;
  return [ratio, ratio * (1 + 2 ** -51)].filter((one) => Math.trunc(totalUpdates * one) === updates);
}
