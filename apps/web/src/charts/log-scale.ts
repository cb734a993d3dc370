import { scaleLog } from 'd3-scale';

/** A logarithmic learning-rate axis: position in pixels, and its ticks. */
export interface LearningRateAxis {
  readonly low: number;
  readonly high: number;
  /** Pixels from the left (or bottom) of the drawing; values outside the domain are held at its ends. */
  readonly at: (learningRate: number) => number;
  readonly ticks: readonly AxisTick[];
}

export interface AxisTick {
  readonly value: number;
  /** Whether it is labelled; the others are drawn as short strokes. */
  readonly isLabelled: boolean;
}

/**
 * The domain that holds every value with room at both ends: a third of a decade, and never less than one decade in all.
 * Values that are not positive have no place on a logarithmic axis and are passed over; without any, 1e-5 to 1e-3.
 */
export function logDomain(values: readonly number[]): readonly [low: number, high: number] {
  const usable = values.filter((value) => value > 0 && Number.isFinite(value));
  if (usable.length === 0) return [1e-5, 1e-3];
  const low = Math.log10(Math.min(...usable)) - 0.3;
  const high = Math.log10(Math.max(...usable)) + 0.3;
  const missing = Math.max(0, 1 - (high - low)) / 2;
  return [10 ** (low - missing), 10 ** (high + missing)];
}

/** Ticks at 1, 2 … 9 of every decade; labelled are the powers of ten, and 2 and 5 too where the axis is short.
 * An axis that is not logarithmic (a low of 0, no end) has none.
 */
export function logTicks(low: number, high: number, mostLabels = 8): readonly AxisTick[] {
  // Without this a low of 0 would begin at the exponent −∞ and never arrive.
  if (!(low > 0 && high < Infinity)) return [];
  const ticks: { value: number; digit: number; exponent: number }[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); exponent += 1) {
    for (let digit = 1; digit <= 9; digit += 1) {
      const value = Number(`${String(digit)}e${String(exponent)}`);
      if (value >= low && value <= high) ticks.push({ value, digit, exponent });
    }
  }
  const decades = ticks.filter(({ digit }) => digit === 1).length;
  const digits = [new Set([1, 2, 3, 5, 7]), new Set([1, 2, 5]), new Set([1, 3])].find(
    (some) => ticks.filter(({ digit }) => some.has(digit)).length <= mostLabels,
  );
  const every = Math.max(1, Math.ceil(decades / mostLabels));
  return ticks.map(({ value, digit, exponent }) => ({
    value,
    isLabelled: digits?.has(digit) ?? (digit === 1 && exponent % every === 0),
  }));
}

/** An axis from `start` to `end` pixels over `domain`. */
export function learningRateAxis(
  domain: readonly [number, number],
  [start, end]: readonly [number, number],
  mostLabels = 8,
): LearningRateAxis {
  const scale = scaleLog().domain(domain).range([start, end]).clamp(true);
  return { low: domain[0], high: domain[1], at: (value) => scale(value), ticks: logTicks(...domain, mostLabels) };
}
