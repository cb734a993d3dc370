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
const SHOWN_DEPTH = 4;

/** Any value as one short line for `Refusal.got`, written no further than is shown: a hostile value is deep or long. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = preview(value, 0);
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS - 1)}…`;
}

function preview(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, SHOWN_CHARACTERS));
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  if (typeof value !== 'object') return typeof value;
  if (depth >= SHOWN_DEPTH) return '…';
  if (Array.isArray(value)) {
    return `[${value
      .slice(0, SHOWN_CHARACTERS)
      .map((item) => preview(item, depth + 1))
      .join(',')}]`;
  }
  const members: string[] = [];
  for (const [key, inner] of Object.entries(value).slice(0, SHOWN_CHARACTERS)) {
    if (inner !== undefined) members.push(`${preview(key, depth + 1)}:${preview(inner, depth + 1)}`);
  }
  return `{${members.join(',')}}`;
}
