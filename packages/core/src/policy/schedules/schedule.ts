/** The learning rate that a tool's own schedule applies at update t, whole and from 0; beyond the run too. */
export type Schedule = (t: number) => number;

/** Thrown where a tool refuses its settings. */
export class ScheduleRefused extends Error {
  override readonly name = 'ScheduleRefused';
}

/** Extra arguments of a schedule, by the tool's own names. */
export type ScheduleArguments = Readonly<Record<string, number | string | boolean>>;

/** Throws ScheduleRefused for an argument that the schedule does not take. */
export function assertKnownArguments(given: ScheduleArguments, known: readonly string[]): void {
  const unknown = Object.keys(given).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new ScheduleRefused(`There is no argument ${unknown.join(', ')}.`);
}

/** Reads extra arguments; throws ScheduleRefused for one that the schedule does not take, or of another type. */
export class ArgumentReader {
  readonly #given: ScheduleArguments;

  constructor(given: ScheduleArguments, known: readonly string[]) {
    this.#given = given;
    assertKnownArguments(given, known);
  }

  has(key: string): boolean {
    return this.#given[key] !== undefined;
  }

  /** Throws ScheduleRefused for anything but a number, and where it is missing without a default. */
  number(key: string, whenAbsent?: number): number {
    const value = this.#given[key] ?? whenAbsent;
    if (typeof value !== 'number') throw new ScheduleRefused(`${key}: expected a number, got ${String(value)}.`);
    return value;
  }

  /** Throws ScheduleRefused for anything but one of the words. */
  word<Word extends string>(key: string, words: readonly Word[], whenAbsent: Word): Word {
    const value = this.#given[key] ?? whenAbsent;
    const known = words.find((word) => word === value);
    if (known === undefined) throw new ScheduleRefused(`${key}: expected ${words.join(' or ')}, got ${String(value)}.`);
    return known;
  }

  /** Throws ScheduleRefused for anything but true and false. */
  flag(key: string, whenAbsent: boolean): boolean {
    const value = this.#given[key] ?? whenAbsent;
    if (typeof value !== 'boolean') throw new ScheduleRefused(`${key}: expected true or false, got ${String(value)}.`);
    return value;
  }
}
