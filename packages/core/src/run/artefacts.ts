import { accepted, type Parsed, refused } from '../refusal/index.js';
import {
  columnRefusal,
  COUNT,
  type EntryRule,
  FINITE_OR_NULL,
  isObject,
  notAnObject,
  NOT_NEGATIVE,
  unknownColumns,
} from './columns.js';

/** Time and energy of a run, at evaluations and every hundredth update. Seconds since the first update began. */
export interface Timing {
  readonly update: readonly number[];
  readonly wallSeconds: readonly number[];
  readonly deviceSeconds: readonly number[];
  readonly energyJoules: readonly number[] | null;
  readonly peakMemoryBytes: readonly number[] | null;
}

/** What the trained model said of every item of the test split; `logLoss` in nats. */
export interface Predictions {
  readonly item: readonly number[];
  readonly predicted: readonly number[];
  readonly logLoss: readonly (number | null)[];
}

type Columns = readonly { readonly name: string; readonly rule: EntryRule; readonly isNullable: boolean }[];

const TIMING: Columns = [
  { name: 'update', rule: COUNT, isNullable: false },
  { name: 'wallSeconds', rule: NOT_NEGATIVE, isNullable: false },
  { name: 'deviceSeconds', rule: NOT_NEGATIVE, isNullable: false },
  { name: 'energyJoules', rule: NOT_NEGATIVE, isNullable: true },
  { name: 'peakMemoryBytes', rule: COUNT, isNullable: true },
];

const PREDICTIONS: Columns = [
  { name: 'item', rule: COUNT, isNullable: false },
  { name: 'predicted', rule: COUNT, isNullable: false },
  { name: 'logLoss', rule: FINITE_OR_NULL, isNullable: false },
];

/** Reads columns that are as long as the first of them; every bad column is listed with its first bad entry. */
function parseColumns<T>(input: unknown, columns: Columns): Parsed<T> {
  if (!isObject(input)) return refused(notAnObject(input));
  const first = input[columns[0]?.name ?? ''];
  const length = Array.isArray(first) ? first.length : null;
  const names = columns.map(({ name }) => name);
  const refusals = columns
    .filter(({ name, isNullable }) => !isNullable || input[name] !== null)
    .map(({ name, rule }) => columnRefusal(name, input[name], rule, length))
    .filter((refusal) => refusal !== null);
  const all = [...unknownColumns(input, names), ...refusals];
  return all.length > 0 ? refused(...all) : accepted(input as unknown as T);
}

export function parseTiming(input: unknown): Parsed<Timing> {
  return parseColumns(input, TIMING);
}

export function parsePredictions(input: unknown): Parsed<Predictions> {
  return parseColumns(input, PREDICTIONS);
}
