import type { RefusalCode } from './codes.js';

/**
 * One reason why an input is not taken. A refusal is expected and is data: it is shown to the person who sent the
 * input, so `message` never holds an internal cause.
 */
export interface Refusal {
  /** Area and case, from the one table in codes.ts, e.g. `policy.negative-learning-rate`. */
  readonly code: RefusalCode;
  /** One sentence for the person: what is wrong and, where it helps, what to do. */
  readonly message: string;
  /** Where in the input: a JSON path without `$` (`phases[1].until`), or '' for the whole of it. */
  readonly path: string;
  /** What would have been taken. */
  readonly expected: string;
  /** What came, shortened to a line. */
  readonly got: string;
}

/** The outcome of reading an input: the value, or every reason why there is none. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusals: readonly Refusal[] };

export function accepted<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function refused(...refusals: readonly Refusal[]): {
  readonly ok: false;
  readonly refusals: readonly Refusal[];
} {
  return { ok: false, refusals };
}

/** Thrown where a caller has already been promised a value, and at command lines, to carry refusals outward. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    super(refusals.map((refusal) => refusal.message).join('\n'));
    this.refusals = refusals;
  }
}

/** The value of a `Parsed`, or a `RefusedError` with all its refusals. */
export function valueOrThrow<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new RefusedError(parsed.refusals);
  return parsed.value;
}

const SHOWN_CHARACTERS = 80;

/** Any value as one short line for `Refusal.got`. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  // JSON.stringify gives undefined for a function or a symbol, whatever its type says.
  const text = (JSON.stringify(value) as string | undefined) ?? typeof value;
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS - 1)}…`;
}
