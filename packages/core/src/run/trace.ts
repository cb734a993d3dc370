import { accepted, type Parsed, type Refusal, refused, shown } from '../refusal/index.js';
import {
  columnRefusal,
  COUNT,
  type EntryRule,
  FINITE,
  FINITE_OR_NULL,
  isObject,
  notAnObject,
  TRUTH,
  unknownColumns,
} from './columns.js';

/** One training as it went, column by column, one entry an optimiser update (contracts.md 4). */
export interface Trace {
  /** Index of the update, from 0, without a gap; empty for a run that was abandoned before its first. */
  readonly update: readonly number[];
  /** The learning rate of the default parameter group, as read back from the optimiser. */
  readonly learningRate: readonly number[];
  /** Training loss of the update's batch, null where it was not a finite number. */
  readonly loss: readonly (number | null)[];
  /** Learning rates of the other parameter groups, by name. */
  readonly groups?: Readonly<Record<string, readonly number[]>>;
  readonly tokens?: readonly number[];
  /** Whether the optimiser skipped this update (fp16 loss scaling). */
  readonly skipped?: readonly boolean[];
}

const REQUIRED: Readonly<Record<string, EntryRule>> = { learningRate: FINITE, loss: FINITE_OR_NULL };
const OPTIONAL: Readonly<Record<string, EntryRule>> = { tokens: COUNT, skipped: TRUTH };
const KEYS = ['update', 'learningRate', 'loss', 'groups', 'tokens', 'skipped'];
const MOST_GROUPS = 1000;

/**
 * Reads a trace: every column as long as `update`, the updates 0, 1, 2…, numbers finite everywhere but in `loss`. Every
 * bad column is listed with its first bad entry. Written by hand: a trace has as many entries as a training has updates.
 */
export function parseTrace(input: unknown): Parsed<Trace> {
  if (!isObject(input)) return refused(notAnObject(input));
  const update = input['update'];
  const length = Array.isArray(update) ? update.length : null;
  const refusals = [
    ...unknownColumns(input, KEYS),
    columnRefusal('update', update, COUNT, null),
    ...Object.entries(REQUIRED).map(([name, rule]) => columnRefusal(name, input[name], rule, length)),
    ...Object.entries(OPTIONAL)
      .filter(([name]) => input[name] !== undefined)
      .map(([name, rule]) => columnRefusal(name, input[name], rule, length)),
    ...groupRefusals(input['groups'], length),
  ].filter((refusal) => refusal !== null);
  if (refusals.length > 0) return refused(...refusals);
  const trace = input as unknown as Trace;
  const gap = gapRefusal(trace.update);
  return gap === null ? accepted(trace) : refused(gap);
}

function groupRefusals(groups: unknown, length: number | null): readonly (Refusal | null)[] {
  if (groups === undefined) return [];
  if (!isObject(groups) || Object.keys(groups).length > MOST_GROUPS) {
    const expected = `at most ${String(MOST_GROUPS)} groups by name`;
    const got = isObject(groups) ? `${String(Object.keys(groups).length)} groups` : 'no object';
    return [
      { code: 'trace.shape', path: 'groups', expected, got, message: `groups: expected ${expected}, got ${got}.` },
    ];
  }
  return Object.entries(groups).map(([name, column]) => columnRefusal(`groups.${name}`, column, FINITE, length));
}

function gapRefusal(updates: readonly number[]): Refusal | null {
  const wrong = updates.findIndex((update, index) => update !== index);
  if (wrong < 0) return null;
  const [path, got] = [`update[${String(wrong)}]`, shown(updates[wrong])];
  return {
    code: 'trace.order',
    path,
    expected: String(wrong),
    got,
    message: `${path} is ${got} where ${String(wrong)} was expected; updates count 0, 1, 2… without a gap.`,
  };
}
