import type { RangeLevel } from '@ratebook/core/range-test';
import { formatLearningRate } from '@ratebook/core/policy';
import type { RangeReadOuts } from '@ratebook/core/range-test';

const HEIGHT = 12;
const COLUMN = 6;

/**
 * A range test for the terminal: held-out loss against learning rate, one column a learning rate on a logarithmic axis.
 * Diverged points stand at the top edge; the best, the usable range and the edge are marked under the axis.
 */
export function rangePlot(levels: readonly RangeLevel[], readOuts: RangeReadOuts): readonly string[] {
  const finite = levels.flatMap(({ meanLoss }) => meanLoss ?? []);
  if (finite.length === 0) return ['Every learning rate diverged: nothing to plot.'];
  const start = Math.max(...levels.map(({ meanStartLoss }) => meanStartLoss));
  const low = Math.min(...finite);
  // Losses above the start say one thing, "diverged"; drawing their height would flatten the valley.
  const high = Math.max(start, low + 1e-9);
  const rowOf = (loss: number | null) => {
    if (loss === null || loss > high) return 0;
    return 1 + Math.round(((high - loss) / (high - low)) * (HEIGHT - 2));
  };
  const rows = levels.map(({ meanLoss }) => rowOf(meanLoss));
  const margin = 9;
  const startRow = rowOf(start);
  const lines = Array.from({ length: HEIGHT }, (_, row) => {
    const label =
      row === 0 ? 'diverged' : row === startRow ? start.toPrecision(3) : row === HEIGHT - 1 ? low.toPrecision(3) : '';
    const cells = levels.map(({ learningRate, meanLoss }, index) => {
      const isHere = rows[index] === row;
      const mark = meanLoss === null || row === 0 ? '×' : learningRate === readOuts.best ? '◆' : '●';
      const blank = row === startRow ? '·' : ' ';
      return (isHere ? mark : blank).padStart(COLUMN / 2, blank).padEnd(COLUMN, blank);
    });
    return `${label.padStart(margin)} │${cells.join('')}`;
  });
  const axis = `${' '.repeat(margin)} └${'─'.repeat(levels.length * COLUMN)}`;
  const ticks = levels
    .map(({ learningRate }) =>
      shortRate(learningRate)
        .padStart(COLUMN - 1)
        .padEnd(COLUMN),
    )
    .join('');
  const marks = levels
    .map(({ learningRate }) =>
      markOf(learningRate, readOuts)
        .padStart(COLUMN / 2)
        .padEnd(COLUMN),
    )
    .join('');
  return [...lines, axis, `${' '.repeat(margin + 2)}${ticks}`, `${' '.repeat(margin + 2)}${marks}`];
}

function shortRate(learningRate: number): string {
  return formatLearningRate(Number(learningRate.toPrecision(2)));
}

function markOf(learningRate: number, { best, usable, edge }: RangeReadOuts): string {
  if (learningRate === best) return '◆';
  if (learningRate === edge) return '×';
  return usable !== null && learningRate >= usable.low && learningRate <= usable.high ? '═' : ' ';
}

/** What the range test says, in a sentence a read-out. */
export function rangeSentences({ best, usable, edge }: RangeReadOuts): readonly string[] {
  if (best === null || usable === null)
    return ['Every learning rate diverged. Try lower ones: --to with a smaller value.'];
  const asRate = formatLearningRate;
  return [
    `best    ${asRate(best)}  least held-out loss`,
    usable.low === usable.high
      ? `usable  ${asRate(best)} alone: its neighbours are worse than noise explains`
      : `usable  ${asRate(usable.low)} to ${asRate(usable.high)}  as good within noise`,
    edge === null
      ? 'edge    none found: no learning rate of the grid diverged'
      : `edge    ${asRate(edge)}  diverges, or ends above where it started`,
  ];
}
