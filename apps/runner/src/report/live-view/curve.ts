/** Most stretches that a curve is kept in: more than a terminal has columns. */
const STRETCHES = 600;

/** What is known of the values in one stretch of updates. */
export interface Stretch {
  readonly least: number;
  readonly greatest: number;
  readonly mean: number;
}

/**
 * A value over the updates of a run, kept in as many stretches as a terminal could ever show, however long the run is:
 * constant memory, constant time at an update.
 */
export class Curve {
  readonly totalUpdates: number;
  private readonly size: number;
  private readonly counts: Float64Array;
  private readonly sums: Float64Array;
  private readonly leasts: Float64Array;
  private readonly greatests: Float64Array;

  constructor(totalUpdates: number) {
    this.totalUpdates = totalUpdates;
    this.size = Math.min(STRETCHES, totalUpdates);
    this.counts = new Float64Array(this.size);
    this.sums = new Float64Array(this.size);
    this.leasts = new Float64Array(this.size).fill(Infinity);
    this.greatests = new Float64Array(this.size).fill(-Infinity);
  }

  /** A finite value at update t; what lies beyond the run is left out. */
  add(t: number, value: number): void {
    const at = Math.floor((t * this.size) / this.totalUpdates);
    if (at >= this.size) return;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.sums[at] = (this.sums[at] ?? 0) + value;
    this.leasts[at] = Math.min(this.leasts[at] ?? Infinity, value);
    this.greatests[at] = Math.max(this.greatests[at] ?? -Infinity, value);
  }

  /** The curve in `columns` columns, each null where nothing is known yet. A run shorter than that repeats its values. */
  columns(columns: number): readonly (Stretch | null)[] {
    return Array.from({ length: columns }, (_, column) => {
      const from = Math.floor((column * this.size) / columns);
      const until = Math.max(from + 1, Math.floor(((column + 1) * this.size) / columns));
      return this.between(from, until);
    });
  }

  private between(from: number, until: number): Stretch | null {
    let [count, sum, least, greatest] = [0, 0, Infinity, -Infinity];
    for (let at = from; at < until; at += 1) {
      count += this.counts[at] ?? 0;
      sum += this.sums[at] ?? 0;
      least = Math.min(least, this.leasts[at] ?? Infinity);
      greatest = Math.max(greatest, this.greatests[at] ?? -Infinity);
    }
    return count === 0 ? null : { least, greatest, mean: sum / count };
  }
}
