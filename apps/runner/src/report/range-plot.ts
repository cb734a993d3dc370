import type { ParabolaOptimum, RangeLevel, RangeReadOuts } from '@ratebook/core/range-test';
import { formatLearningRate } from '@ratebook/core/policy';

const HEIGHT = 12;
const WIDEST_COLUMN = 6;
const NARROWEST_COLUMN = 2;
const MARGIN = 8;
/** Between two labels of the axis. */
const LABEL_GAP = 2;

/** What the plot says beside its numbers. */
export interface RangePlotWords {
  /** Of the vertical axis, in two lines. */
  readonly heading: readonly [string, string];
  /** Of the top row: what ended above the start. */
  readonly above: string;
  readonly legend: string;
}

const GRID_WORDS: RangePlotWords = {
  heading: ['held-out', 'loss'],
  above: 'diverged',
  legend: '◆ best   ═ usable   × edge',
};

/**
 * A range test for the terminal: held-out loss against learning rate, one column a learning rate, ascending, as even as
 * the grid's own spacing. The dotted line is the loss before training; what ended above it, or has no finite loss,
 * stands in the top row as diverged. The best (◆), the usable range (═) and the edge (×) are marked under the axis.
 * Columns narrow until the plot fits into `columns` characters; learning rates beyond that are not drawn, and it says so.
 */
export function rangePlot(
  levels: readonly RangeLevel[],
  readOuts: RangeReadOuts,
  columns: number,
  words: RangePlotWords = GRID_WORDS,
): readonly string[] {
  const finite = levels.flatMap(({ meanLoss }) => meanLoss ?? []);
  if (finite.length === 0) return ['Every learning rate diverged: nothing to plot.'];
  const room = columns - MARGIN - 2;
  const step = Math.max(NARROWEST_COLUMN, Math.min(WIDEST_COLUMN, Math.floor(room / levels.length)));
  const shown = windowAround(levels, readOuts.best, Math.max(2, Math.floor(room / step)));
  const start = Math.max(...shown.map(({ meanStartLoss }) => meanStartLoss));
  const low = Math.min(...finite);
  // Losses above the start say one thing, "diverged"; drawing their height would flatten the valley.
  const high = Math.max(start, low + Number.EPSILON);
  const rowOf = (loss: number | null) =>
    loss === null || loss > high ? 0 : 1 + Math.round(((high - loss) / (high - low)) * (HEIGHT - 2));
  const startRow = rowOf(start);
  const rows = Array.from({ length: HEIGHT }, (_, row) => {
    const label =
      row === 0 ? words.above : row === startRow ? start.toPrecision(3) : row === HEIGHT - 1 ? low.toPrecision(3) : '';
    const blank = row === startRow ? '·' : ' ';
    const cells = shown.map(({ learningRate, meanLoss }) => {
      const mark = learningRate === readOuts.best ? '◆' : row === 0 ? '×' : '●';
      return cell(rowOf(meanLoss) === row ? mark : blank, step, blank);
    });
    return `${label.padStart(MARGIN)} │${cells.join('')}`.trimEnd();
  });
  const indent = ' '.repeat(MARGIN + 2);
  const marks = shown.map(({ learningRate }) => {
    const mark = markOf(learningRate, readOuts);
    return cell(mark, step, mark === '═' ? '═' : ' ');
  });
  const left = levels.length - shown.length;
  return [
    `${words.heading[0].padStart(MARGIN)} │`,
    `${words.heading[1].padStart(MARGIN)} │`,
    ...rows,
    `${' '.repeat(MARGIN)} └${'─'.repeat(shown.length * step)}`,
    `${indent}${marks.join('')}`.trimEnd(),
    `${indent}${axisLabels(shown, step)}`,
    `${indent}learning rate   ${words.legend}`,
    ...(left === 0 ? [] : [`${indent}${String(left)} more did not fit`]),
  ];
}

/** The run of levels with the best in its middle, as many as fit. */
function windowAround(levels: readonly RangeLevel[], best: number | null, count: number): readonly RangeLevel[] {
  if (levels.length <= count) return levels;
  const middle = levels.findIndex(({ learningRate }) => learningRate === best);
  const from = Math.max(0, Math.min(levels.length - count, middle - Math.floor(count / 2)));
  return levels.slice(from, from + count);
}

function cell(mark: string, step: number, blank: string): string {
  const before = Math.floor((step - 1) / 2);
  return blank.repeat(before) + mark + blank.repeat(step - 1 - before);
}

/** Learning rates under their columns, as many as stand apart. */
function axisLabels(levels: readonly RangeLevel[], step: number): string {
  const before = Math.floor((step - 1) / 2);
  let line = '';
  for (const [index, { learningRate }] of levels.entries()) {
    const label = formatLearningRate(Number(learningRate.toPrecision(2)));
    const at = Math.max(0, index * step + before - Math.floor((label.length - 1) / 2));
    const isFirst = line === '';
    if (!isFirst && at < line.length + LABEL_GAP) continue;
    line = line.padEnd(at) + label;
  }
  return line;
}

function markOf(learningRate: number, { best, usable, edge }: RangeReadOuts): string {
  if (learningRate === best) return '◆';
  if (learningRate === edge) return '×';
  return usable !== null && learningRate >= usable.low && learningRate <= usable.high ? '═' : ' ';
}

/** What the read-outs say, one line each; `seeds` is how many each learning rate was tried with. */
export function rangeSentences({ best, usable, edge }: RangeReadOuts, seeds: number): readonly string[] {
  if (best === null || usable === null)
    return ['Every learning rate diverged. Try lower ones: --to with a smaller value.'];
  const text = formatLearningRate;
  // One seed says nothing of the noise between seeds; the range is then what lies within 1% of the best loss.
  const noise = seeds === 1 ? '; one seed does not tell the noise: --seeds 3 does' : '';
  return [
    `best    ${text(best)}  least held-out loss`,
    usable.low === usable.high
      ? `usable  ${text(best)} alone: its neighbours are worse than ${seeds === 1 ? '1% of its loss' : 'noise explains'}${noise}`
      : `usable  ${text(usable.low)} to ${text(usable.high)}  as good within ${seeds === 1 ? '1% of its loss' : 'noise'}${noise}`,
    edge === null
      ? 'edge    none found: no learning rate of the grid above the best diverged'
      : `edge    ${text(edge)}  diverges, or ends above where it started`,
  ];
}

/** What a grid says beyond its read-outs; shown, and not submitted. */
export interface RangeEstimates {
  readonly optimum: ParabolaOptimum | null;
  /** Of the best learning rate's mean held-out loss, over seeds. */
  readonly standardError: number | null;
}

export function estimateSentences({ optimum, standardError }: RangeEstimates): readonly string[] {
  return [
    ...(optimum === null
      ? []
      : [
          `optimum ${formatLearningRate(Number(optimum.learningRate.toPrecision(2)))}  by a parabola through the lowest three: an estimate between what was tried`,
        ]),
    ...(standardError === null
      ? []
      : [`± ${standardError.toPrecision(2)}  standard error of the best's held-out loss, over seeds`]),
  ];
}
