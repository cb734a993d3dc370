/** What is asked of a trial here: how it ended, and what it saw of the validation split. */
interface Trained {
  readonly status: string | null;
  readonly updates: number | null;
  readonly readings: readonly { readonly t: number; readonly loss: number | null; readonly metric: number | null }[];
}

/** What a trial was worth after some updates; null where it was not trained, or not evaluated, so far. */
export type ValueAt = number | 'diverged' | null;

/**
 * What a trial was worth after each of some ascending counts of updates. One that diverged says so once, at the first of
 * them that it could not pass.
 */
export function valuesAt(
  { status, updates, readings }: Trained,
  points: readonly number[],
  by: 'loss' | 'metric',
): readonly ValueAt[] {
  const divergedAt = status === 'DIVERGED' ? (updates ?? 0) : Infinity;
  return points.map((t, index) => {
    if (divergedAt <= t) return divergedAt > (points[index - 1] ?? -1) ? 'diverged' : null;
    const reading = readings.find((one) => one.t === t);
    if (reading === undefined) return null;
    // A loss that is not a finite number is a training that has diverged, whatever its run was called.
    return reading.loss === null ? 'diverged' : reading[by];
  });
}

/** A cell of a table of such values. */
export function valueText(value: ValueAt, format: (value: number) => string): string {
  return typeof value === 'number' ? format(value) : (value ?? '–');
}
