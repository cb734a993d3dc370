import { line } from 'd3-shape';

export interface Point {
  readonly x: number;
  readonly y: number;
}

const tenth = (value: number) => Math.round(value * 10) / 10;

/** An SVG path through the points; a null breaks the line, so that what was not measured is not drawn. */
export function linePath(points: readonly (Point | null)[]): string {
  return (
    line<Point | null>()
      .defined((point) => point !== null)
      .x((point) => tenth(point?.x ?? 0))
      .y((point) => tenth(point?.y ?? 0))(points) ?? ''
  );
}

/**
 * Places dots of one kind in rows so that none covers another: each takes the lowest row in which its neighbours are at
 * least `spacing` pixels away. Given and returned in the same order; rows count from 0.
 */
export function stackDots(xs: readonly number[], spacing: number): readonly number[] {
  const order = xs.map((x, index) => ({ x, index })).sort((a, b) => a.x - b.x);
  const lastOfRow: number[] = [];
  const rows = new Array<number>(xs.length).fill(0);
  for (const { x, index } of order) {
    let row = lastOfRow.findIndex((last) => x - last >= spacing);
    if (row === -1) row = lastOfRow.length;
    lastOfRow[row] = x;
    rows[index] = row;
  }
  return rows;
}

/** Moves labels apart: the same order, each at least `gap` from the one before, inside [least, most] as far as they fit. */
export function spreadLabels(wanted: readonly number[], gap: number, least: number, most: number): readonly number[] {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  let floor = least;
  for (const label of order) {
    label.y = Math.max(label.y, floor);
    floor = label.y + gap;
  }
  let ceiling = most;
  for (const label of order.toReversed()) {
    label.y = Math.min(label.y, ceiling);
    ceiling = label.y - gap;
  }
  const placed = new Array<number>(wanted.length).fill(0);
  for (const { y, index } of order) placed[index] = y;
  return placed;
}

/** The least and greatest of the values that are numbers, or null where there are none. */
export function extent(values: readonly (number | null)[]): readonly [number, number] | null {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : null;
}

/** The extent with `share` of its length added at both ends; a single value gets a domain around it. */
export function paddedExtent(values: readonly (number | null)[], share = 0.06): readonly [number, number] {
  const [low, high] = extent(values) ?? [0, 1];
  const padding = high > low ? (high - low) * share : Math.abs(high) * 0.05 || 0.5;
  return [low - padding, high + padding];
}
