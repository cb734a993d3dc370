import { isNear, type Span } from './points.js';

/** Weights of the unknown learning rates in the one at t. */
export type Weights = (t: number) => readonly number[];

const SINGULAR = 1e-12;

/**
 * The unknown learning rates of which every point of a span is a sum with known weights, by least squares over its probes;
 * null where the probes do not determine them or one of them is missed.
 */
export function solveWeights(weights: Weights, span: Span): readonly number[] | null {
  const probes = span.probes;
  const rows = probes.map(({ t }) => weights(t));
  const count = rows[0]?.length ?? 0;
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0;
  const sum = (term: (row: number) => number) => probes.reduce((total, _point, row) => total + term(row), 0);
  const matrix = Array.from({ length: count }, (_, i) => [
    ...Array.from({ length: count }, (__, j) => sum((row) => at(row, i) * at(row, j))),
    sum((row) => at(row, i) * (probes[row]?.learningRate ?? 0)),
  ]);
  const values = eliminate(matrix);
  if (values === null) return null;
  const isMet = probes.every(({ t, learningRate }) =>
    isNear(
      span,
      weights(t).reduce((total, weight, index) => total + weight * (values[index] ?? 0), 0),
      learningRate,
    ),
  );
  return isMet ? values : null;
}

/** Gauss–Jordan with the largest pivot first; null for a matrix that is singular, beside its own size. */
function eliminate(matrix: number[][]): readonly number[] | null {
  const count = matrix.length;
  const size = Math.max(...matrix.flatMap((row) => row.slice(0, count)).map(Math.abs));
  for (let column = 0; column < count; column += 1) {
    const rest = matrix.slice(column).map((row) => Math.abs(row[column] ?? 0));
    const pivot = column + rest.indexOf(Math.max(...rest));
    const [upper, lower] = [matrix[column] ?? [], matrix[pivot] ?? []];
    const head = lower[column] ?? 0;
    if (!(Math.abs(head) > SINGULAR * size)) return null;
    matrix[pivot] = upper;
    const scaled = lower.map((value) => value / head);
    matrix[column] = scaled;
    for (const [index, row] of matrix.entries()) {
      const factor = row[column] ?? 0;
      if (index !== column) matrix[index] = row.map((value, at) => value - factor * (scaled[at] ?? 0));
    }
  }
  return matrix.map((row) => row[count] ?? NaN);
}
