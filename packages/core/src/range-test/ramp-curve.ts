/** Weight of what was before in the moving average of a ramp's training losses: fastai's and Lightning's. */
export const RAMP_SMOOTHING = 0.98;
/** A ramp is over where its smoothed loss is above this multiple of the least one so far: both libraries' stop. */
export const RAMP_STOP_RATIO = 4;

/** The training losses of a ramp, smoothed, up to where it stopped. Index i is update i. */
export interface RampCurve {
  /** Smoothed losses of the updates up to the stop, the one that stopped it included; all finite. */
  readonly smoothed: readonly number[];
  /** The update at which the ramp was over before its planned end, and why; null where it never was. */
  readonly stop: { readonly update: number; readonly why: 'above the least' | 'not finite' } | null;
}

/**
 * The exponential moving average of the losses with its bias corrected, and the stop rule (fastai's recorder and its
 * LRFinder): m ← 0.98·m + 0.02·loss, smoothed = m / (1 − 0.98ⁿ) at the n-th reading, over when smoothed > 4 · least.
 * Lightning divides by 1 − 0.98ⁿ⁺¹, which halves its first reading; that fault is not copied.
 *
 * @param losses training loss of each update in order; null where it was not a finite number
 */
export function smoothRamp(losses: readonly (number | null)[]): RampCurve {
  const smoothed: number[] = [];
  let [average, least] = [0, Infinity];
  for (const [update, loss] of losses.entries()) {
    if (loss === null) return { smoothed, stop: { update, why: 'not finite' } };
    average = RAMP_SMOOTHING * average + (1 - RAMP_SMOOTHING) * loss;
    const value = average / (1 - RAMP_SMOOTHING ** (update + 1));
    // Losses near the largest double overflow the average: over, like one that is not finite.
    if (!Number.isFinite(value)) return { smoothed, stop: { update, why: 'not finite' } };
    smoothed.push(value);
    least = Math.min(least, value);
    if (value > RAMP_STOP_RATIO * least) return { smoothed, stop: { update, why: 'above the least' } };
  }
  return { smoothed, stop: null };
}
