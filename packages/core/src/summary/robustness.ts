import { largestLearningRateField, type Policy, policyHash, scaleLearningRates } from '../policy/index.js';
import type { Run, Trace } from '../run/index.js';

/** What a policy's learning rates are multiplied by to see how much their height matters. */
export const SCALE_FACTORS = [0.1, 0.5, 2, 5] as const;

/** 0.1 times 0.1 is 0.010000000000000002 in doubles: nobody's policy. */
const DIGITS = 12;

/** A policy at another height, and where it and its original stand in a list of arms. */
export interface ScaledArm {
  readonly original: number;
  readonly factor: number;
  readonly arm: number;
}

/**
 * Policies with each of them at every scale behind them, each policy once: one that is there already is not trained
 * twice, and a policy without any height has no scales.
 */
export function withScales(policies: readonly Policy[]): {
  readonly policies: readonly Policy[];
  readonly scaled: readonly ScaledArm[];
} {
  const all = [...policies];
  const places = new Map(policies.map((policy, index) => [policyHash(policy), index]));
  const scaled = policies.flatMap((policy, original) => {
    const height = largestLearningRateField(policy);
    if (height === 0) return [];
    return SCALE_FACTORS.map((factor): ScaledArm => {
      const other = scaleLearningRates(policy, Number((height * factor).toPrecision(DIGITS)));
      const hash = policyHash(other);
      const arm = places.get(hash) ?? all.push(other) - 1;
      places.set(hash, arm);
      return { original, factor, arm };
    });
  });
  return { policies: all, scaled };
}

/** Of the updates of a run, the share at its end whose training losses are averaged. */
const LAST_SHARE = 0.1;

/**
 * Held-out loss less training loss, in nats: loss on the test split after the last update minus the mean training loss of
 * the last tenth of the updates. Above 0 a net does better on what it was trained on. Training losses are measured before
 * the update and with dropout on, where there is any. Null where either was not measured.
 */
export function lossGap({ evaluations }: Pick<Run, 'evaluations'>, { loss }: Pick<Trace, 'loss'>): number | null {
  const heldOut = evaluations.findLast(({ split }) => split === 'test')?.metrics['loss'] ?? null;
  const last = loss.slice(-Math.max(1, Math.ceil(loss.length * LAST_SHARE)));
  const finite = last.filter((value) => value !== null);
  if (heldOut === null || finite.length === 0 || finite.length < last.length) return null;
  return heldOut - finite.reduce((sum, value) => sum + value, 0) / finite.length;
}
