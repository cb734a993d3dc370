import { duration } from '../duration.js';
import { progressLine } from '../progress.js';
import { short } from '../short.js';
import type { LiveRun } from './live-run.js';
import { MARGIN, panelLines } from './panel.js';

/** Below this a frame has no room: the progress line takes its place. */
export const LEAST_COLUMNS = 60;
export const LEAST_ROWS = 16;
/** Higher frames say no more. */
const MOST_ROWS = 28;
const WIDEST = 120;
/** Title, bar, axis and its labels. */
const FIXED_ROWS = 4;
const LEAST_PANEL = 3;
/** The share of the panels' rows that the loss gets. */
const LOSS_SHARE = 0.6;

/** What a line is about: colours mean the same things everywhere. */
export type LineKind = 'title' | 'bar' | 'loss' | 'learning-rate' | 'axis' | 'metric' | 'cost' | 'notice';

export interface FrameLine {
  readonly kind: LineKind;
  readonly text: string;
}

/**
 * The run as it stands, for a terminal: loss and learning rate as two panels on one axis of updates, then what was
 * measured, what it costs, what was announced. At most `columns` wide and below `rows` high, so that the cursor has a
 * line; pure. `jobSecondsLeft` is of all runs of the job, null where it is not known or there is only one.
 */
export function frame(
  run: LiveRun,
  size: { columns: number; rows: number },
  jobSecondsLeft: number | null,
): readonly FrameLine[] {
  const columns = Math.min(WIDEST, size.columns);
  const width = columns - MARGIN;
  const { totalUpdates } = run.head;
  const height = Math.min(size.rows - 1, MOST_ROWS);
  const measured = [...textLines('metric', metricParts(run), columns), ...textLines('cost', costParts(run), columns)];
  // What was announced last is what is wanted most; the panels keep three rows each.
  const room = Math.max(0, height - FIXED_ROWS - 2 * LEAST_PANEL - measured.length);
  const notices = room === 0 ? [] : run.notices.slice(-room);
  const around = [...measured, ...notices.map((text): FrameLine => ({ kind: 'notice', text: `! ${text}` }))];
  const left = height - FIXED_ROWS - around.length;
  const lossRows = Math.min(left - LEAST_PANEL, Math.round(left * LOSS_SHARE));
  const columnOf = (t: number) => Math.min(width - 1, Math.floor((t * width) / totalUpdates));
  const lines: readonly FrameLine[] = [
    { kind: 'title', text: titleOf(run) },
    { kind: 'bar', text: barOf(run, columns, jobSecondsLeft) },
    ...panelLines({
      name: 'loss',
      columns: run.losses.columns(width),
      marks: run.heldOut.map(({ t, loss }) => ({ column: columnOf(t), value: loss })),
      rows: lossRows,
      isLogarithmic: 'wide',
    }).map((text): FrameLine => ({ kind: 'loss', text })),
    ...panelLines({
      name: 'LR',
      columns: run.learningRates.columns(width),
      marks: [],
      rows: left - lossRows,
      isLogarithmic: 'always',
    }).map((text): FrameLine => ({ kind: 'learning-rate', text })),
    { kind: 'axis', text: `${' '.repeat(MARGIN - 1)}└${'─'.repeat(width)}` },
    { kind: 'axis', text: axisLabels(totalUpdates, width) },
    ...around,
  ];
  return lines.map(({ kind, text }) => ({ kind, text: text.slice(0, columns).trimEnd() }));
}

function titleOf({ head }: LiveRun): string {
  const place = head.count > 1 ? `${String(head.index + 1)}/${String(head.count)}  ` : '';
  return `${place}${head.policy}, seed ${String(head.seed)}`;
}

function barOf(run: LiveRun, columns: number, jobSecondsLeft: number | null): string {
  const { totalUpdates } = run.head;
  const { secondsLeft, updatesMade } = run;
  return progressLine(
    {
      run: `update ${String(updatesMade)} of ${String(totalUpdates)}`,
      doneRatio: updatesMade / totalUpdates,
      details: [
        ...(secondsLeft === null || updatesMade === totalUpdates ? [] : [`${duration(secondsLeft)} left`]),
        ...(jobSecondsLeft === null || jobSecondsLeft <= 0 ? [] : [`all runs ${duration(jobSecondsLeft)}`]),
      ],
    },
    columns,
  );
}

function metricParts(run: LiveRun): readonly string[] {
  const { metric } = run.head;
  const heldOut = run.heldOut.at(-1);
  return [
    ...(run.metric === null ? [] : [`${metric} ${short(run.metric)}`]),
    ...(run.bestMetric === null || run.bestMetric === run.metric ? [] : [`best ${short(run.bestMetric)}`]),
    ...(run.updatesMade === 0 ? [] : [`loss ${run.loss === null ? 'not finite' : short(run.loss)}`]),
    ...(heldOut === undefined ? [] : [`◆ held out ${short(heldOut.loss)} after ${String(heldOut.t)}`]),
    ...(run.learningRate === null ? [] : [`LR ${short(run.learningRate)}`]),
  ];
}

function costParts(run: LiveRun): readonly string[] {
  const { updatesPerSecond, tokensPerSecond, memoryBytes, energyJoules } = run;
  return [
    ...(updatesPerSecond === null ? [] : [`${short(updatesPerSecond)} updates/s`]),
    ...(tokensPerSecond === null ? [] : [`${scaled(tokensPerSecond).trimEnd()} tokens/s`]),
    ...(memoryBytes === null ? [] : [`memory ${scaled(memoryBytes)}B`]),
    ...(energyJoules === null ? [] : [`energy ${scaled(energyJoules)}J`]),
  ];
}

/** Parts side by side, on as many lines as they need; none where there is nothing to say. */
function textLines(kind: LineKind, parts: readonly string[], columns: number): readonly FrameLine[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length + 3 <= columns) lines[lines.length - 1] = `${last}   ${part}`;
    else lines.push(part);
  }
  return lines.map((text) => ({ kind, text }));
}

function axisLabels(totalUpdates: number, width: number): string {
  const end = `${String(totalUpdates)} updates`;
  return `${' '.repeat(MARGIN)}0${end.padStart(width - 1)}`;
}

const PREFIXES = ['', 'k', 'M', 'G', 'T'];

/** A number with a prefix of thousands and a blank before it, as units take it: `1.41 G`. */
function scaled(value: number): string {
  let [size, index] = [value, 0];
  while (size >= 999.5 && index < PREFIXES.length - 1) [size, index] = [size / 1000, index + 1];
  return `${String(Number(size.toPrecision(3)))} ${PREFIXES[index] ?? ''}`;
}
