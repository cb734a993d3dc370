import { formatLearningRate } from '../../notation/numbers.js';
import type { LawNode } from '../../policy.js';

/** Python statements that return the learning rate at local time `t`, and the constants that they name. */
export interface PythonBody {
  readonly constants: readonly (readonly [name: string, value: string])[];
  readonly lines: readonly string[];
  /** The learning rate itself, where it is the same at every t. */
  readonly value?: string;
}

/** Updates that a node has: a number, or behind a switch what Python knows only when it switches. */
export interface Horizon {
  /** Python: a number, or an expression. */
  readonly text: string;
  readonly least: number;
  readonly greatest: number;
}

export function horizonOf(updates: number): Horizon {
  return { text: String(updates), least: updates, greatest: updates };
}

/** What is left of a horizon after so many updates. */
export function leftOf({ text, least, greatest }: Horizon, updates: number): Horizon {
  if (updates === 0) return { text, least, greatest };
  if (least === greatest) return horizonOf(least - updates);
  return { text: `${text} - ${String(updates)}`, least: least - updates, greatest: greatest - updates };
}

/** What a law is written for. */
export interface BodyContext {
  /** T: the horizon less the warm-up. */
  readonly updates: Horizon;
  /** The largest local time that is asked for: beyond T where a later phase resumes this one. */
  readonly latest: number;
}

/** A double as Python reads it: the same value, a float, and written as people write learning rates. */
export function float(value: number): string {
  const text = formatLearningRate(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** A number of updates. Epochs without end are more updates than any number says. */
export function count(updates: number): string {
  return Number.isFinite(updates) ? String(updates) : 'math.inf';
}

const WIDEST = 96;

/** A list or a tuple, in lines of at most a hundred characters. */
export function wrapped(items: readonly string[]): string {
  const line = items.join(', ');
  if (line.length <= WIDEST) return `[${line}]`;
  const lines: string[] = [];
  let held = '';
  for (const item of items) {
    if (held.length + item.length + 2 > WIDEST) {
      lines.push(held);
      held = '';
    }
    held += held === '' ? `${item},` : ` ${item},`;
  }
  return ['[', ...[...lines, held].map((text) => `    ${text}`), ']'].join('\n');
}

/** Statements with the constants that they use; others are left out. */
export function bodyOf(constants: Readonly<Record<string, string>>, lines: readonly string[]): PythonBody {
  const isUsed = (name: string) => lines.some((line) => new RegExp(`\\b${name}\\b`).test(line));
  return { constants: Object.entries(constants).filter(([name]) => isUsed(name)), lines };
}

/** The fields of a law whose lengths are in steps. */
export interface BodyFields {
  readonly has: (name: string) => boolean;
  readonly number: (name: string) => number;
  /** A number, as Python writes it. */
  readonly text: (name: string) => string;
  readonly steps: (name: string) => number;
  readonly word: (name: string) => string;
}

export function fieldsOf(node: LawNode): BodyFields {
  const number = (name: string) => Number(node[name]);
  return {
    has: (name) => node[name] !== undefined,
    number,
    text: (name) => float(number(name)),
    steps: (name) => (node[name] as unknown as { readonly steps: number }).steps,
    word: (name) => (typeof node[name] === 'string' ? node[name] : ''),
  };
}

/** `from + (to - from) * share`, in this order of operations; what starts at 0 needs no sum. */
export function between(from: readonly [name: string, value: number], to: string, share: string): string {
  const [name, value] = from;
  return value === 0 ? `${to} * ${share}` : `${name} + (${to} - ${name}) * ${share}`;
}
