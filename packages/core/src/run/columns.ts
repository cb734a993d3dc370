import { type Refusal, type RefusalCode, shown } from '../refusal/index.js';

/** What an entry of a column may be. */
export interface EntryRule {
  readonly expected: string;
  readonly holds: (entry: unknown) => boolean;
}

const isCount = (entry: unknown) => Number.isSafeInteger(entry) && (entry as number) >= 0;

export const COUNT: EntryRule = { expected: 'a whole number of 0 or more', holds: isCount };
export const FINITE: EntryRule = { expected: 'a finite number', holds: (entry) => Number.isFinite(entry) };
export const FINITE_OR_NULL: EntryRule = {
  expected: 'a finite number, or null where it was not one',
  holds: (entry) => entry === null || Number.isFinite(entry),
};
export const NOT_NEGATIVE: EntryRule = {
  expected: 'a finite number of 0 or more',
  holds: (entry) => Number.isFinite(entry) && (entry as number) >= 0,
};
export const TRUTH: EntryRule = { expected: 'true or false', holds: (entry) => typeof entry === 'boolean' };

/** A value in a few words. Lists and objects are not printed: they may be long, or nested beyond what can be. */
function inWords(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${String(value.length)}`;
  return typeof value === 'object' && value !== null ? 'an object' : shown(value);
}

function refusal(code: RefusalCode, path: string, expected: string, got: string): Refusal {
  const message = `${path === '' ? 'The document' : path}: expected ${expected}, got ${got}.`;
  return { code, path, expected, got, message };
}

export function isObject(input: unknown): input is Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}

export function notAnObject(input: unknown): Refusal {
  return refusal('trace.shape', '', 'an object of columns', inWords(input));
}

/** One refusal for each key of `input` that is not `known`. */
export function unknownColumns(input: object, known: readonly string[]): readonly Refusal[] {
  return Object.keys(input)
    .filter((key) => !known.includes(key))
    .map((key) => refusal('trace.shape', key.slice(0, 80), `only ${known.join(', ')}`, 'another key'));
}

/**
 * What is wrong with a column, or null: it is no list, not `length` long, or an entry breaks the rule (the first such is
 * named, so that a column of a million bad entries is one refusal). Linear in the column.
 */
export function columnRefusal(path: string, column: unknown, rule: EntryRule, length: number | null): Refusal | null {
  if (!Array.isArray(column))
    return refusal('trace.shape', path, 'a list', column === undefined ? 'nothing' : inWords(column));
  const entries: readonly unknown[] = column;
  if (length !== null && entries.length !== length)
    return refusal('trace.shape', path, `${String(length)} entries`, `${String(entries.length)} entries`);
  const wrong = entries.findIndex((entry) => !rule.holds(entry));
  if (wrong < 0) return null;
  const entry = entries[wrong];
  const isNotFinite = entry === null || (typeof entry === 'number' && !Number.isFinite(entry));
  return refusal(
    isNotFinite ? 'trace.non-finite' : 'trace.shape',
    `${path}[${String(wrong)}]`,
    rule.expected,
    inWords(entry),
  );
}
