import type { CompiledPolicy } from '../compile.js';
import { type Schedule, ScheduleRefused } from '../schedules/schedule.js';

/** Settings that a tool might be given, and what it then applies. */
export interface Trial<Settings> {
  readonly settings: Settings;
  readonly learningRateAt: Schedule;
}

/** A trial with its largest difference from the policy, as a share of the policy's peak, at the updates looked at. */
export interface Tried<Settings> extends Trial<Settings> {
  readonly ofPeak: number;
  readonly isExact: boolean;
}

/** Trials of the settings that the tool takes; what it refuses is left out. */
export function trialsOf<Settings>(
  all: readonly Settings[],
  scheduleOf: (settings: Settings) => Schedule,
): readonly Trial<Settings>[] {
  return all.flatMap((settings) => {
    try {
      return [{ settings, learningRateAt: scheduleOf(settings) }];
    } catch (error) {
      if (error instanceof ScheduleRefused) return [];
      throw error;
    }
  });
}

/** What counts as no difference: the tolerance of double precision. */
const NONE = 1e-12;
/** A later trial has to be this much better: the earlier ones are plainer. */
const BETTER = 0.999;
const LOOKED_AT_FIRST = 48;
const KEPT = 6;
const LOOKED_AT = 1200;

/**
 * The first trial that does not differ from the policy, else the one that differs least; null where there is none. Looks
 * at some updates of all trials and at more of the best ones, always on both sides of the policy's boundaries.
 */
export function closestOf<Settings>(
  trials: readonly Trial<Settings>[],
  compiled: CompiledPolicy,
): Tried<Settings> | null {
  const few = sampledUpdates(compiled, LOOKED_AT_FIRST);
  const sorted = trials
    .map((trial) => ({ ...trial, ofPeak: differenceAt(few, trial.learningRateAt, compiled) }))
    .sort((a, b) => a.ofPeak - b.ofPeak);
  const contenders = new Set(sorted.slice(0, KEPT).map(({ settings }) => settings));
  const many = sampledUpdates(compiled, LOOKED_AT);
  let closest: Tried<Settings> | null = null;
  for (const trial of trials.filter(({ settings }) => contenders.has(settings))) {
    const ofPeak = differenceAt(many, trial.learningRateAt, compiled);
    if (ofPeak <= NONE) return { ...trial, ofPeak, isExact: true };
    if (closest === null || ofPeak < BETTER * closest.ofPeak) closest = { ...trial, ofPeak, isExact: false };
  }
  return closest;
}

/** So many updates evenly spread, the last two, and those beside the first boundaries. */
export function sampledUpdates({ totalUpdates, boundaries }: CompiledPolicy, count: number): readonly number[] {
  if (totalUpdates <= count) return Array.from({ length: totalUpdates }, (_, t) => t);
  const spread = Array.from({ length: count }, (_, index) => Math.round((index * (totalUpdates - 1)) / (count - 1)));
  const beside = boundaries.slice(0, count).flatMap((boundary) => [boundary - 1, boundary]);
  return [...new Set([...spread, ...beside, totalUpdates - 2])];
}

function differenceAt(updates: readonly number[], schedule: Schedule, compiled: CompiledPolicy): number {
  let largest = 0;
  for (const t of updates) {
    const difference = Math.abs(schedule(t) - compiled.learningRateAt(t));
    // A tool that gives NaN is as far away as can be.
    if (Number.isNaN(difference)) return Infinity;
    largest = Math.max(largest, difference);
  }
  if (largest === 0) return 0;
  return compiled.peakLearningRate === 0 ? Infinity : largest / compiled.peakLearningRate;
}
