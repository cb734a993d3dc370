import { short } from '../short.js';
import type { Stretch } from './curve.js';

/** Characters left of a panel: a label of nine, a blank, the axis. */
export const MARGIN = 11;
const LABEL = MARGIN - 2;
/** Beyond this ratio of greatest to least a linear axis would show nothing but its top. */
const WIDEST_LINEAR = 30;

/** A value at one column that is marked over the curve. */
export interface Mark {
  readonly column: number;
  readonly value: number;
}

export interface Panel {
  /** Stands beside the axis. */
  readonly name: string;
  readonly columns: readonly (Stretch | null)[];
  readonly marks: readonly Mark[];
  readonly rows: number;
  /** always: by decades; wide: by decades where the values are far apart. */
  readonly isLogarithmic: 'always' | 'wide';
}

/**
 * One quantity over the updates: · from the least to the greatest value of a column, ● at their mean, ◆ where a mark is.
 * Labelled at the top and the bottom row with the values there; a value of 0 has no place on a logarithmic axis and stands
 * in the bottom row. Each line is MARGIN plus the number of columns long.
 */
export function panelLines({ name, columns, marks, rows, isLogarithmic }: Panel): readonly string[] {
  const values = [
    ...columns.flatMap((column) => (column === null ? [] : [column.least, column.greatest])),
    ...marks.map(({ value }) => value),
  ];
  const axis = axisOf(values, rows, isLogarithmic === 'always');
  const marked = new Map(marks.map(({ column, value }) => [column, axis.rowOf(value)]));
  return Array.from({ length: rows }, (_, row) => {
    const cells = columns.map((column, at) => {
      if (marked.get(at) === row) return '◆';
      if (column === null) return ' ';
      if (axis.rowOf(column.mean) === row) return '●';
      return row >= axis.rowOf(column.greatest) && row <= axis.rowOf(column.least) ? '·' : ' ';
    });
    const label = row === Math.floor((rows - 1) / 2) && rows > 2 ? name : axis.labelOf(row);
    return `${label.slice(0, LABEL).padStart(LABEL)} │${cells.join('')}`;
  });
}

interface Axis {
  readonly rowOf: (value: number) => number;
  readonly labelOf: (row: number) => string;
}

function axisOf(values: readonly number[], rows: number, isAlwaysLogarithmic: boolean): Axis {
  const [high, least] = [Math.max(...values), Math.min(...values)];
  const positive = values.filter((value) => value > 0);
  const lowest = Math.min(...positive);
  const isWide = least > 0 && high / least > WIDEST_LINEAR;
  const isLogarithmic = positive.length > 0 && (isAlwaysLogarithmic || isWide);
  const [low, scale] = isLogarithmic ? [lowest, Math.log] : [least, Number];
  const span = scale(high) - scale(low);
  // A single value stands in the top row, beside its label.
  const rowOf = (value: number) =>
    value < low ? rows - 1 : Math.round((span > 0 ? (scale(high) - scale(value)) / span : 0) * (rows - 1));
  const labels: Readonly<Record<number, number>> = {
    ...(least < high ? { [rows - 1]: least } : {}),
    ...(values.length > 0 ? { 0: high } : {}),
  };
  return {
    rowOf,
    labelOf: (row) => {
      const value = labels[row];
      return value === undefined ? '' : short(value);
    },
  };
}
