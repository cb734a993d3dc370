import type { LearningRateTrace } from '@ratebook/core/policy/fit';
import { CommandFailure } from '../failure.js';

/** A trace as it was found in a file. */
export interface FoundTrace {
  readonly trace: LearningRateTrace;
  /** What it was read as: `JSON lines`, `CSV`… */
  readonly kind: string;
  /** Rows without a learning rate, which were passed over. */
  readonly passedOver: number;
}

/** Names of the update's index, which counts from 0. */
const UPDATE_NAMES = ['update', 't'];
/** Names of a count of updates: 1 after the first one. */
const STEP_NAMES = ['step', 'global_step', 'train/global_step', 'current_steps', '_step', 'steps'];
const LEARNING_RATE_NAMES = ['learning_rate', 'learningRate', 'lr', 'train/learning_rate', 'train/lr', 'LR'];
const TOTAL_NAMES = ['max_steps', 'total_steps', 'totalUpdates'];

type Row = Readonly<Record<string, unknown>>;

/**
 * The learning rates that a log holds, by update: CSV with a header, JSON lines, a list of rows, a Trainer's
 * trainer_state.json or log_history, a result file of PEFT's method comparison, or a trace of ours (columns). A column
 * `step` counts from 1 (the Trainer's, after its update), `update` from 0; without either, rows are updates.
 */
export function readTrace(text: string): FoundTrace {
  const trimmed = text.trim();
  if (trimmed === '') throw unreadable('it is empty');
  if (!trimmed.startsWith('{') && !trimmed.startsWith('[')) return fromRows(csvRows(trimmed), 'CSV', null);
  const whole = parsed(trimmed);
  if (whole === undefined) return fromRows(jsonLines(trimmed), 'JSON lines', null);
  if (Array.isArray(whole)) return fromRows(asRows(whole), 'a list of rows', null);
  if (!isRow(whole)) throw unreadable('it holds one value');
  const document = whole;
  const total = totalIn(document);
  if (Array.isArray(document['log_history']))
    return fromRows(asRows(document['log_history']), "a Trainer's log", total);
  const peft = (document['train_info'] as Row | undefined)?.['metrics'];
  if (Array.isArray(peft)) return fromRows(asRows(peft), "a result of PEFT's method comparison", total);
  if (Array.isArray(document['learningRate'])) return fromColumns(document, total);
  // One row alone is a log of one line.
  return fromRows([document], 'JSON lines', null);
}

const unreadable = (why: string) =>
  new CommandFailure(`No learning rates could be read from this file: ${why}.`, 1, ['trace.shape']);

/** Python writes NaN and Infinity as bare words, which JSON does not have: they are read as null. */
const STRING_OR_WORD = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(text.replaceAll(STRING_OR_WORD, (token) => (token.startsWith('"') ? token : 'null')));
    } catch {
      return undefined;
    }
  }
}

function asRows(values: readonly unknown[]): readonly Row[] {
  return values.filter(isRow);
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonLines(text: string): readonly Row[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return [];
    const row = parsed(line);
    if (!isRow(row)) throw unreadable(`line ${String(index + 1)} is no JSON object, nor is the whole file one`);
    return [row];
  });
}

/** Rows of CSV by the names of its header; a cell may stand in quotes. */
function csvRows(text: string): readonly Row[] {
  const [header = '', ...lines] = text.split(/\r?\n/);
  const separator = ['\t', ';', ','].find((one) => header.includes(one)) ?? ',';
  const cells = (line: string) => line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const names = cells(header);
  return lines.flatMap((line) => {
    if (line.trim() === '') return [];
    const values = cells(line);
    return [Object.fromEntries(names.map((name, column) => [name, numberOr(values[column] ?? '')]))];
  });
}

function numberOr(cell: string): number | string {
  return cell === '' || Number.isNaN(Number(cell)) ? cell : Number(cell);
}

const nameIn = (names: readonly string[], rows: readonly Row[]) =>
  names.find((name) => rows.some((row) => typeof row[name] === 'number'));

function totalIn(row: Row): number | null {
  const total = TOTAL_NAMES.map((name) => row[name]).find((value) => Number.isSafeInteger(value) && Number(value) > 0);
  return total === undefined ? null : Number(total);
}

function fromRows(rows: readonly Row[], kind: string, total: number | null): FoundTrace {
  const learningRateName = nameIn(LEARNING_RATE_NAMES, rows);
  if (learningRateName === undefined)
    throw unreadable(`it is ${kind}, and has no column ${LEARNING_RATE_NAMES.join(', ')}`);
  const updateName = nameIn(UPDATE_NAMES, rows);
  const stepName = updateName === undefined ? nameIn(STEP_NAMES, rows) : undefined;
  const kept = rows.filter((row) => typeof row[learningRateName] === 'number');
  const indices = kept.map((row, index) => {
    if (updateName === undefined && stepName === undefined) return index;
    const value = row[updateName ?? stepName ?? ''];
    if (!Number.isSafeInteger(value)) throw unreadable(`a learning rate has no whole ${updateName ?? stepName ?? ''}`);
    return updateName === undefined ? Number(value) - 1 : Number(value);
  });
  const learningRates = kept.map((row) => Number(row[learningRateName]));
  const [update, learningRate] = withoutRepeats(indices, learningRates);
  const totals = rows.map(totalIn).filter((value) => value !== null);
  const totalUpdates = total ?? (totals.length === 0 ? null : Math.max(...new Set(totals)));
  return { trace: { update, learningRate, totalUpdates }, kind, passedOver: rows.length - kept.length };
}

function fromColumns(columns: Row, totalUpdates: number | null): FoundTrace {
  const learningRate = columns['learningRate'] as readonly unknown[];
  const update = columns['update'] ?? learningRate.map((_, index) => index);
  const isNumbers = (values: unknown): values is readonly number[] =>
    Array.isArray(values) && values.every((value) => typeof value === 'number');
  if (!isNumbers(learningRate) || !isNumbers(update) || update.length !== learningRate.length)
    throw unreadable('its columns update and learningRate are not numbers of one length');
  const [kept, values] = withoutRepeats(update, learningRate);
  return { trace: { update: kept, learningRate: values, totalUpdates }, kind: 'a trace', passedOver: 0 };
}

/** A closing row repeats the last step; a step that falls is another run's. */
function withoutRepeats(
  indices: readonly number[],
  learningRates: readonly number[],
): readonly [readonly number[], readonly number[]] {
  const [update, learningRate]: [number[], number[]] = [[], []];
  for (const [row, index] of indices.entries()) {
    const last = update.at(-1) ?? -Infinity;
    const value = learningRates[row] ?? NaN;
    if (index < last)
      throw unreadable(
        `after update ${String(last)} comes ${String(index)}: it holds more than one run, or is not in order`,
      );
    if (index === last && value === learningRate.at(-1)) continue;
    if (index === last) throw unreadable(`update ${String(index)} has two learning rates`);
    update.push(index);
    learningRate.push(value);
  }
  return [update, learningRate];
}
