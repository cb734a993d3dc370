import { nearest } from '../nearest.js';
import { kindOf } from './field-kind.js';
import { type Alias, lrbenchWords, lrbenchLaw } from './keywords.js';
import { NotationError, quoted } from './syntax-error.js';

const KEY = /[A-Za-z][A-Za-z0-9]*(?=_)/y;
const NUMBER = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z][A-Za-z0-9]*/y;
const BOUNDARIES = '-AT-';

/** Whether a line is LRBench's own string form and not notation: pairs of name and value, one of them the law's name. */
export function isLrbenchString(text: string): boolean {
  return /^\s*[A-Za-z][A-Za-z0-9]*_[^\s()=;]*\s*$/.test(text) && /(?:^|[+-])lrPolicy_/.test(text.trimStart());
}

type Fields = Record<string, unknown>;

interface Pair {
  readonly key: string;
  readonly at: number;
  readonly valueAt: number;
  readonly values: readonly (number | string)[];
}

/**
 * LRBench's string form as a policy document: `lrPolicy_STEP+k0_0.1+gamma_0.1+l_10`, names and values in any order,
 * lists as `l_10+25`; segments by `-`, their boundaries in updates after `-AT-`, as `50` or `50+80`. A `-` or `+` inside
 * a number is no separator. Throws a `NotationError` at the column.
 */
export function readLrbenchString(text: string): Fields {
  const reader = new Reader(text.trimEnd());
  const segments = [reader.segment()];
  while (!reader.takes(BOUNDARIES) && reader.takes('-')) segments.push(reader.segment());
  const boundaries = reader.tookBoundaries ? reader.numbers() : [];
  reader.end(boundaries.length, segments.length);
  const [only] = segments;
  if (only !== undefined && segments.length === 1) return { version: 1, ...only };
  const phases = segments.map((policy, index) => ({
    policy,
    ...(index < boundaries.length ? { until: { steps: boundaries[index] } } : {}),
  }));
  return { version: 1, law: 'sequence', phases };
}

class Reader {
  private readonly text: string;
  private position: number;
  tookBoundaries = false;

  constructor(text: string) {
    this.text = text;
    this.position = text.length - text.trimStart().length;
  }

  takes(mark: string): boolean {
    if (!this.text.startsWith(mark, this.position)) return false;
    this.position += mark.length;
    if (mark === BOUNDARIES) this.tookBoundaries = true;
    return true;
  }

  segment(): Fields {
    const start = this.position;
    const pairs = [this.pair()];
    while (this.takes('+')) pairs.push(this.pair());
    const name = pairs.find(({ key }) => key === 'lrPolicy');
    if (name === undefined) throw new NotationError(start, 'lrPolicy_ and the name of a law', 'a segment without it');
    const alias = lawOf(name);
    const fields: Fields = { law: alias.law, ...alias.fixed };
    for (const pair of pairs) if (pair !== name) addField(pair, alias, fields);
    return fields;
  }

  numbers(): readonly number[] {
    const numbers = [this.number()];
    while (this.takes('+')) numbers.push(this.number());
    return numbers;
  }

  end(boundaries: number, segments: number): void {
    if (this.position < this.text.length) throw this.unexpected('+, - or the end of the line');
    if (boundaries === segments - 1) return;
    const needed = `${String(segments - 1)} boundaries after -AT-, one fewer than segments`;
    throw new NotationError(this.position, needed, String(boundaries));
  }

  private pair(): Pair {
    const at = this.position;
    const key = this.take(KEY);
    if (key === null) throw this.unexpected('a name and its value, as k0_0.1');
    this.position += 1;
    const valueAt = this.position;
    const number = this.take(NUMBER);
    const word = number === null ? this.take(WORD) : null;
    if (number === null && word === null) throw this.unexpected('a number or a word');
    if (number === null) return { key, at, valueAt, values: [word ?? ''] };
    const values = [Number(number)];
    // A list goes on with numbers alone: l_10+25.
    while (/^\+[\d.]/.test(this.text.slice(this.position, this.position + 2))) {
      this.position += 1;
      values.push(this.number());
    }
    return { key, at, valueAt, values };
  }

  private number(): number {
    const number = this.take(NUMBER);
    if (number === null) throw this.unexpected('a number of updates');
    return Number(number);
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0] ?? null;
    this.position += found?.length ?? 0;
    return found;
  }

  private unexpected(expected: string): NotationError {
    const character = this.text.charAt(this.position);
    return new NotationError(this.position, expected, character === '' ? 'the end of the line' : `"${character}"`);
  }
}

function lawOf({ values, valueAt }: Pair): Alias {
  const word = String(values[0]);
  const alias = lrbenchLaw(word);
  if (alias !== null) return alias;
  throw new NotationError(valueAt, "one of LRBench's laws", quoted(word), nearest(word, lrbenchWords)?.toUpperCase());
}

/** LRBench writes None for a parameter that its law does not use. */
function addField({ key, at, valueAt, values }: Pair, alias: Alias, fields: Fields): void {
  if (values[0] === 'None') return;
  const name = alias.fields[key];
  if (name === undefined || !Object.hasOwn(alias.fields, key)) {
    const known = Object.keys(alias.fields);
    throw new NotationError(at, `one of ${known.join(', ')}`, quoted(key), nearest(key, known));
  }
  if (name in fields) throw new NotationError(at, 'each name once', `${quoted(key)} again`);
  const kind = kindOf(alias.law, name);
  const isList = kind === 'lengths';
  if (values.some((value) => typeof value === 'string') || (values.length > 1 && !isList)) {
    throw new NotationError(valueAt, isList ? 'numbers of updates' : 'a number', quoted(values.join('+')));
  }
  if (isList) fields[name] = values.map((steps) => ({ steps }));
  else if (kind === 'length') fields[name] = { steps: values[0] };
  else fields[name] = kind === 'damping' ? { factor: values[0] } : values[0];
}
