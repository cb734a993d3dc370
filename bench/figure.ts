/** One measured figure. `goal` is where we want to be, null where it is only watched. */
export interface Figure {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: number | null;
  readonly better: 'higher' | 'lower';
  /** One sentence: what was measured, on what. */
  readonly about: string;
}

/** The middle of the values; of an even number of them, the lower middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** The arithmetic mean; NaN of no values. */
export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** A number as a table shows it: three significant digits, whole where it is large. */
export function shownValue(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)));
}

export function reachesGoal({ value, goal, better }: Figure): boolean | null {
  if (goal === null) return null;
  return better === 'higher' ? value >= goal : value <= goal;
}
