import { formatLearningRate } from '@ratebook/core/policy';

const HEIGHT = 12;
const MARGIN = 8;
const WIDEST = 100;
const NARROWEST = 10;
/** Updates of one column that are looked at. */
const LOOKED_AT = 32;
const LABEL_DIGITS = 3;

/** A curve of learning rates over updates, and how it is told from others. */
export interface PlottedCurve {
  readonly learningRateAt: (t: number) => number;
  readonly mark: string;
  /** What the legend calls it; a single curve needs none. */
  readonly name?: string;
}

export interface PlotFrame {
  readonly totalUpdates: number;
  /** Characters of a line. */
  readonly columns: number;
  /** Learning rates by decades: what a warm-up and a tail look like at a small scale. */
  readonly isLogarithmic?: boolean;
  /** Updates that are marked on the axis. */
  readonly boundaries?: readonly number[];
}

/** Where two curves are in one cell. */
const BOTH = '◉';

/**
 * Learning rate over updates for the terminal: a column is as many updates as fit evenly, and reaches from the least to
 * the greatest learning rate of those that are looked at in it (32 at most, its first and last among them). Boundaries
 * are marked on the axis (┴). On a logarithmic axis a learning rate of 0 stands in a row of its own at the bottom.
 */
export function policyPlot(curves: readonly PlottedCurve[], frame: PlotFrame): readonly string[] {
  const { totalUpdates, columns, isLogarithmic = false, boundaries = [] } = frame;
  const width = Math.min(totalUpdates, WIDEST, Math.max(NARROWEST, columns - MARGIN - 2));
  const startOf = (column: number) => Math.ceil((column * totalUpdates) / width);
  const ranges = curves.map(({ learningRateAt }) =>
    Array.from({ length: width }, (_, column) => rangeOf(learningRateAt, startOf(column), startOf(column + 1) - 1)),
  );
  const scale = scaleOf(
    ranges.flat().flatMap(({ least, greatest }) => [least, greatest]),
    isLogarithmic,
  );
  const rows = Array.from({ length: scale.rows }, (_, row) => {
    const cells = Array.from({ length: width }, (__, column) => {
      const here = curves.filter((___, curve) => {
        const range = ranges[curve]?.[column];
        return range !== undefined && row >= scale.rowOf(range.greatest) && row <= scale.rowOf(range.least);
      });
      return here.length > 1 ? BOTH : (here[0]?.mark ?? ' ');
    });
    return `${scale.labelOf(row).padStart(MARGIN)} │${cells.join('')}`.trimEnd();
  });
  const indent = ' '.repeat(MARGIN + 2);
  const marked = new Set(boundaries.map((t) => Math.floor((t * width) / totalUpdates)));
  const axis = Array.from({ length: width }, (_, column) => (marked.has(column) ? '┴' : '─')).join('');
  return [
    ...rows,
    `${' '.repeat(MARGIN)} └${axis}`,
    `${indent}${updateLabels(totalUpdates, width)}`,
    ...(curves.length > 1 ? [`${indent}${legendOf(curves)}`] : []),
  ];
}

interface Range {
  readonly least: number;
  readonly greatest: number;
}

function rangeOf(learningRateAt: (t: number) => number, from: number, to: number): Range {
  let [least, greatest] = [Infinity, -Infinity];
  const steps = Math.min(LOOKED_AT - 1, Math.max(1, to - from));
  for (let step = 0; step <= steps; step += 1) {
    const learningRate = learningRateAt(from + Math.round((step * (to - from)) / steps));
    [least, greatest] = [Math.min(least, learningRate), Math.max(greatest, learningRate)];
  }
  return { least, greatest };
}

interface Scale {
  readonly rows: number;
  readonly rowOf: (learningRate: number) => number;
  readonly labelOf: (row: number) => string;
}

function scaleOf(learningRates: readonly number[], isLogarithmic: boolean): Scale {
  const high = Math.max(...learningRates);
  const positive = learningRates.filter((value) => value > 0);
  if (!isLogarithmic || positive.length === 0) {
    const share = (learningRate: number) => (high === 0 ? 0 : learningRate / high);
    return {
      rows: HEIGHT,
      rowOf: (learningRate) => Math.round((1 - share(learningRate)) * (HEIGHT - 1)),
      labelOf: labelled({ 0: high, [HEIGHT - 1]: 0 }),
    };
  }
  const least = Math.min(...positive);
  // A single value gets a decade, so that there is something to stand in.
  const low = least === high ? high / 10 : least;
  const decades = Math.log(high / low);
  const hasZero = positive.length < learningRates.length;
  return {
    rows: hasZero ? HEIGHT + 1 : HEIGHT,
    rowOf: (learningRate) =>
      learningRate === 0 ? HEIGHT : Math.round((Math.log(high / learningRate) / decades) * (HEIGHT - 1)),
    labelOf: labelled({ 0: high, [HEIGHT - 1]: low, ...(hasZero ? { [HEIGHT]: 0 } : {}) }),
  };
}

function labelled(learningRates: Readonly<Record<number, number>>): (row: number) => string {
  return (row) => {
    const learningRate = learningRates[row];
    return learningRate === undefined ? '' : formatLearningRate(Number(learningRate.toPrecision(LABEL_DIGITS)));
  };
}

/** The first and the last update, and the middle one where there is room. */
function updateLabels(totalUpdates: number, width: number): string {
  const last = `${String(totalUpdates)} updates`;
  const middle = String(Math.round(totalUpdates / 2));
  const at = Math.round(width / 2) - Math.floor(middle.length / 2);
  const start = width - last.length;
  const hasMiddle = totalUpdates > 2 && at > 2 && at + middle.length + 2 <= start;
  return `${'0'.padEnd(hasMiddle ? at : 0)}${hasMiddle ? middle : ''}`.padEnd(Math.max(2, start)) + last;
}

function legendOf(curves: readonly PlottedCurve[]): string {
  return [...curves.map(({ mark, name = '' }) => `${mark} ${name}`), `${BOTH} both`].join('   ');
}
