import type { Rung } from '../charts/rung-plot';
import type { TrialCurve } from '../charts/trial-curves';
import { valuesAt } from './value-at';

/** A trial as the site reads it from the registry. */
export interface StudyTrialData {
  readonly position: number;
  readonly candidate: number | null;
  readonly template: number | null;
  readonly origin: string;
  readonly forkTrial: number | null;
  readonly forkAt: number | null;
  readonly until: number;
  readonly prunedBecause: string | null;
  readonly isConfirmed: boolean;
  readonly status: string | null;
  readonly reason: string | null;
  readonly updates: number | null;
  readonly readings: readonly { readonly t: number; readonly loss: number | null; readonly metric: number | null }[];
  readonly run: { readonly id: string } | null;
  readonly arm: {
    readonly peakLearningRate: number;
    readonly policy: { readonly hash: string; readonly notation: string };
  } | null;
}

interface Found {
  readonly winner: { readonly position: number } | null;
  readonly runnerUp: { readonly position: number } | null;
}

export function notationOf({ arm, position }: StudyTrialData): string {
  return arm?.policy.notation ?? `trial ${String(position)}`;
}

/** The trials that are candidates of the plan; the others the search composed. */
export const candidatesOf = (trials: readonly StudyTrialData[]) => trials.filter(({ candidate }) => candidate !== null);

/** Candidates at each rung: those that came to it, and those that diverged on the way from the rung before. */
export function rungsOf(
  trials: readonly StudyTrialData[],
  rungs: readonly number[],
  by: 'loss' | 'metric',
): readonly Rung[] {
  return rungs.flatMap((t, index) => {
    const points = candidatesOf(trials).flatMap((trial) => {
      const found = valuesAt(trial, rungs, by)[index] ?? null;
      if (trial.arm === null || found === null) return [];
      const { peakLearningRate } = trial.arm;
      const value = found === 'diverged' ? null : found;
      return [{ peakLearningRate, value, family: trial.template, name: notationOf(trial) }];
    });
    return points.length === 0 ? [] : [{ t, points }];
  });
}

/** Every trial's curve; winner and runner-up are named. */
export function curvesOf(trials: readonly StudyTrialData[], { winner, runnerUp }: Found): readonly TrialCurve[] {
  return trials
    .filter(({ readings, status }) => readings.length > 0 || status === 'DIVERGED')
    .map((trial) => ({
      name: notationOf(trial),
      readings: trial.readings,
      label:
        trial.position === winner?.position ? 'winner' : trial.position === runnerUp?.position ? 'runner-up' : null,
      divergedAt: trial.status === 'DIVERGED' ? trial.updates : null,
    }));
}
