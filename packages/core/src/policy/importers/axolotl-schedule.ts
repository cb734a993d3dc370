import {
  type AxolotlSchedule,
  axolotlCosineSchedule,
  axolotlQuadraticWarmupSchedule,
  axolotlRexSchedule,
} from '../schedules/axolotl.js';
import type { Schedule } from '../schedules/schedule.js';
import { torchOneCycleSchedule } from '../schedules/torch-one-cycle.js';
import { type Draft, inSequence, MOST_POINTS, tableOf, warmupAlone } from './draft.js';
import { fillsRun, type ScheduleContext, stepsOf, warmed } from './schedule-context.js';
import type { Settings } from './settings.js';
import { readTransformersSchedule, SCHEDULER_TYPES } from './transformers-schedule.js';

/** The schedule that Axolotl makes for `lr_scheduler`, as a node; null where something was refused. */
export function axolotlDraft(type: string, context: ScheduleContext): Draft | null {
  const { settings, notes } = context;
  const floorRatio = settings.ratio('cosine_min_lr_ratio');
  const constantRatio = settings.ratio('cosine_constant_lr_ratio');
  const isQuadratic = settings.flag('lr_quadratic_warmup') === true;
  if (settings.refusals.length > 0) return null;
  // Both are the Trainer's cosine to Axolotl's own code, with another schedule in its place.
  const isCosine = type === 'cosine' || type === 'rex';
  if (floorRatio !== null && !isCosine) notes.push(`cosine_min_lr_ratio has no effect with lr_scheduler ${type}.`);
  if (isQuadratic && type !== 'cosine') notes.push(`lr_quadratic_warmup has no effect with lr_scheduler ${type}.`);
  if (type === 'one_cycle') return oneCycle(context);
  if (type === 'rex') return rex(context, floorRatio);
  if (type === 'cosine' && isQuadratic) {
    if (floorRatio !== null) notes.push('lr_quadratic_warmup wins over cosine_min_lr_ratio: the cosine ends at 0.');
    return quadratic(context);
  }
  if (type === 'cosine' && floorRatio !== null && floorRatio > 0)
    return withFloor(context, floorRatio, constantRatio ?? 0);
  if (constantRatio !== null) notes.push('cosine_constant_lr_ratio has no effect without cosine_min_lr_ratio.');
  if (!SCHEDULER_TYPES.includes(type) && type !== 'greedy') {
    settings.refuseWord('lr_scheduler', [...SCHEDULER_TYPES, 'one_cycle', 'rex']);
    return null;
  }
  return readTransformersSchedule(type, 'lr_scheduler', context);
}

function totalOf({ totalUpdates, settings }: ScheduleContext): number | null {
  if (totalUpdates === null)
    settings.refuse('max_steps', 'the total updates: this schedule counts them', 'policy.missing-context');
  return totalUpdates;
}

function settingsOf(context: ScheduleContext, totalUpdates: number, floorRatio: number | null): AxolotlSchedule {
  return { learningRate: context.learningRate, warmupSteps: stepsOf(context) ?? 0, totalUpdates, floorRatio };
}

/** A table of what no law says; null, and refused, where it is too long. */
function tabled(settings: Settings, schedule: Schedule, updates: number): Draft | null {
  const table = tableOf(schedule, updates);
  const expected = `a schedule that a law says, or at most ${String(MOST_POINTS)} updates, which a table holds`;
  if (table === null) settings.refuse('lr_scheduler', expected);
  return table;
}

/** With a floor: a plain cosine; with a constant ratio c it ends at ⌊N·c⌋, where its floor begins. */
function withFloor(context: ScheduleContext, floorRatio: number, constantRatio: number): Draft | null {
  const { learningRate, settings } = context;
  const falls = { law: 'cosine', peak: learningRate, end: floorRatio * learningRate };
  if (constantRatio === 0 || fillsRun(context)) return warmed(context, falls);
  const totalUpdates = totalOf(context);
  const warming = stepsOf(context);
  if (totalUpdates === null || warming === null) return null;
  const last = Math.trunc(totalUpdates * constantRatio);
  if (last > warming) return warmed(context, { ...falls, length: { steps: last - warming } });
  const schedule = axolotlCosineSchedule(settingsOf(context, totalUpdates, floorRatio), constantRatio);
  return tabled(settings, schedule, totalUpdates);
}

/** A warm-up of (t/W)², which no shape of the language is: one learning rate after the other, then the cosine. */
function quadratic(context: ScheduleContext): Draft | null {
  const { learningRate, settings, totalUpdates } = context;
  const warming = stepsOf(context);
  if (warming === null) return null;
  const falls = { law: 'cosine', peak: learningRate };
  if (warming === 0) return falls;
  const schedule = axolotlQuadraticWarmupSchedule(settingsOf(context, totalUpdates ?? warming + 1, null));
  const rises = tabled(settings, schedule, Math.min(warming, totalUpdates ?? warming));
  if (rises === null) return null;
  return inSequence(
    [
      { updates: warming, draft: rises },
      { updates: null, draft: falls },
    ],
    totalUpdates,
  );
}

/** REX counts from 1, so that it runs one update ahead: a warm-up of W − 1 updates and a fall over N − W. */
function rex(context: ScheduleContext, floorRatio: number | null): Draft | null {
  const { learningRate, settings, notes, keywords } = context;
  if (keywords.keys.length > 0) notes.push(`lr_scheduler_kwargs is ignored: ${keywords.keys.join(', ')}.`);
  const [totalUpdates, warming] = [totalOf(context), stepsOf(context)];
  if (totalUpdates === null || warming === null) return null;
  if (warming > totalUpdates) {
    settings.refuse('warmup_steps', `at most ${String(totalUpdates)} updates, as REX has it`);
    return null;
  }
  notes.push('REX runs one update ahead of the others: the first update has a learning rate above 0.');
  const from = learningRate / Math.max(1, warming);
  if (warming === totalUpdates) return warmupAlone(from, learningRate, { steps: Math.max(1, warming - 1) });
  if (warming === 0)
    return tabled(settings, axolotlRexSchedule(settingsOf(context, totalUpdates, floorRatio)), totalUpdates);
  return {
    law: 'rex',
    peak: learningRate,
    end: (floorRatio ?? 0) * learningRate,
    length: { steps: totalUpdates - warming },
    warmup: { length: { steps: warming - 1 }, from },
  };
}

/** torch's OneCycleLR, which rises for the warm-up's share of the run unless told otherwise. */
function oneCycle(context: ScheduleContext): Draft | null {
  const { learningRate, keywords, notes, settings } = context;
  keywords.onlyKnown(
    [
      'pct_start',
      'anneal_strategy',
      'div_factor',
      'final_div_factor',
      'three_phase',
      'cycle_momentum',
      'base_momentum',
      'max_momentum',
    ],
    'one_cycle',
  );
  const [totalUpdates, warming] = [totalOf(context), stepsOf(context)];
  const divisor = { expected: 'a number above 0', above: 0 };
  const [share, start, end] = [
    keywords.ratio('pct_start'),
    keywords.number('div_factor', divisor) ?? 25,
    keywords.number('final_div_factor', divisor) ?? 1e4,
  ];
  const anneal = keywords.choice('anneal_strategy', ['cos', 'linear']) ?? 'cos';
  const isThreePhase = keywords.flag('three_phase') === true;
  if (keywords.flag('cycle_momentum') !== false)
    notes.push('cycle_momentum is on: one_cycle moves β1 of the optimizer too.');
  if (totalUpdates === null || warming === null || settings.refusals.length > 0) return null;
  const peakAt = share ?? warming / totalUpdates;
  if (peakAt > 1) {
    settings.refuse('warmup_steps', `at most ${String(totalUpdates)} updates, as one_cycle has it`);
    return null;
  }
  // Where the peak lies before the first update torch begins its fall there too, and ours at 0.
  if (peakAt * totalUpdates < 1) {
    const theirs = { pct_start: peakAt, anneal_strategy: anneal, div_factor: start, final_div_factor: end };
    const schedule = torchOneCycleSchedule(learningRate, totalUpdates, { ...theirs, three_phase: isThreePhase });
    return tabled(settings, schedule, totalUpdates);
  }
  return {
    law: 'one-cycle',
    peak: learningRate,
    peakAt,
    startDivisor: start,
    endDivisor: end,
    anneal: anneal === 'cos' ? 'cosine' : 'linear',
    phases: isThreePhase ? 3 : 2,
  };
}
