import { type Refusal, type RefusalCode, shown } from '../../refusal/index.js';
import { nearest } from '../nearest.js';

/** Which numbers a setting takes. */
export interface NumberKind {
  /** In words, for the refusal: `a whole number of updates`. */
  readonly expected: string;
  readonly isWhole?: boolean;
  readonly least?: number;
  /** Taken only above this. */
  readonly above?: number;
  readonly most?: number;
}

const NUMERAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const NON_FINITE = /^[+-]?(?:\.?nan|\.?inf(?:inity)?)$/i;

const UPDATES: NumberKind = { expected: 'a whole number of updates', isWhole: true, least: 0 };
const RATIO: NumberKind = { expected: 'a number from 0 to 1', least: 0, most: 1 };

/**
 * The settings of a foreign configuration, read one by one. A bad one becomes a refusal with its path, and reads as
 * absent; whoever reads looks at `refusals` at the end. Absent is also what the tools write for it: null, None, "".
 */
export class Settings {
  readonly refusals: Refusal[];
  private readonly values: Readonly<Record<string, unknown>>;
  private readonly path: string;

  constructor(values: Readonly<Record<string, unknown>>, path = '', refusals: Refusal[] = []) {
    this.values = values;
    this.path = path;
    this.refusals = refusals;
  }

  get keys(): readonly string[] {
    return Object.keys(this.values).filter((key) => this.has(key));
  }

  has(key: string): boolean {
    return this.raw(key) !== undefined;
  }

  /** The value as it stands; undefined where there is none. */
  raw(key: string): unknown {
    const value = Object.hasOwn(this.values, key) ? this.values[key] : undefined;
    return value === null || value === '' || value === 'None' ? undefined : value;
  }

  /** A number, or the text of one, as configurations often have it. */
  number(key: string, kind: NumberKind): number | null {
    const given = this.raw(key);
    if (given === undefined) return null;
    const value = typeof given === 'string' && NUMERAL.test(given.trim()) ? Number(given) : given;
    const { expected, isWhole = false, least = -Infinity, above = -Infinity, most = Infinity } = kind;
    const isTaken =
      typeof value === 'number' &&
      Number.isFinite(value) &&
      (!isWhole || Number.isSafeInteger(value)) &&
      value >= least &&
      value > above &&
      value <= most;
    if (isTaken) return value + 0;
    this.refuse(key, expected);
    return null;
  }

  /** A learning rate: finite and not negative, and refused by codes of its own. */
  learningRate(key: string): number | null {
    const given = this.raw(key);
    const value = typeof given === 'string' ? Number(given) : given;
    const expected = 'a learning rate of 0 or more';
    if (typeof given === 'string' && NON_FINITE.test(given.trim()))
      this.refuse(key, expected, 'policy.non-finite-learning-rate');
    else if (typeof value === 'number' && !Number.isNaN(value) && value < 0)
      this.refuse(key, expected, 'policy.negative-learning-rate');
    else if (typeof given === 'number' && !Number.isFinite(given))
      this.refuse(key, expected, 'policy.non-finite-learning-rate');
    else return this.number(key, { expected, least: 0 });
    return null;
  }

  updates(key: string): number | null {
    return this.number(key, UPDATES);
  }

  ratio(key: string): number | null {
    return this.number(key, RATIO);
  }

  flag(key: string): boolean | null {
    const given = this.raw(key);
    const text = typeof given === 'string' ? given.toLowerCase() : given;
    if (text === undefined) return null;
    if (text === true || text === 'true') return true;
    if (text === false || text === 'false') return false;
    this.refuse(key, 'true or false');
    return null;
  }

  text(key: string): string | null {
    const given = this.raw(key);
    if (given === undefined) return null;
    if (typeof given === 'string') return given.trim();
    this.refuse(key, 'a text');
    return null;
  }

  /** One of several words. */
  choice<Word extends string>(key: string, words: readonly Word[]): Word | null {
    const given = this.text(key);
    if (given === null) return null;
    const found = words.find((word) => word === given);
    if (found === undefined) this.refuseWord(key, words);
    return found ?? null;
  }

  /** The settings inside an object, over those that stand where it has none; empty ones where there is no object. */
  inside(key: string, unlessGiven: Readonly<Record<string, unknown>> = {}): Settings {
    const given = this.raw(key);
    const isObject = isRecord(given);
    if (given !== undefined && !isObject) this.refuse(key, 'an object of settings');
    return new Settings({ ...unlessGiven, ...(isObject ? given : {}) }, this.at(key), this.refusals);
  }

  /** Refuses every key that is not known here. */
  onlyKnown(known: readonly string[], where: string): void {
    for (const key of Object.keys(this.values).filter((one) => !known.includes(one))) {
      const near = nearest(key, known);
      const help = near === null ? '' : `; did you mean "${near}"?`;
      this.refusals.push({
        code: 'policy.unknown-key',
        path: this.at(key),
        expected: known.length === 0 ? 'nothing' : `only ${known.join(', ')}`,
        got: shown(key),
        message: `${this.at(key)}: ${where} takes no "${key}"${help || '.'}`,
      });
    }
  }

  refuseWord(key: string, words: readonly string[]): void {
    const given = this.raw(key);
    const near = typeof given === 'string' ? nearest(given, words) : null;
    this.refuse(
      key,
      `one of ${words.join(', ')}`,
      'policy.wrong-type',
      near === null ? '' : ` Did you mean "${near}"?`,
    );
  }

  refuse(key: string, expected: string, code: RefusalCode = 'policy.wrong-type', help = ''): void {
    const got = shown(this.raw(key));
    const path = this.at(key);
    this.refusals.push({ code, path, expected, got, message: `${path}: expected ${expected}, got ${got}.${help}` });
  }

  private at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
