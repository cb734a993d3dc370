/**
 * Something that was looked at. `note`: not there, and needed by some tasks only; `broken`: there, and not as it must be,
 * or needed by everything.
 */
export interface Finding {
  readonly what: string;
  readonly state: 'good' | 'note' | 'broken';
  readonly found: string;
}

/** Something that is not there and does not have to be: a note with what to do, where its task is wanted. */
export class Missing extends Error {
  override readonly name = 'Missing';
}

/** Looks at one thing, writes down and shows what it found. Says whether it is good. */
export type Examine = (what: string, look: () => string | Promise<string>) => Promise<boolean>;

const GIB = 2 ** 30;

/** Bytes as people read them. */
export const gibibytes = (bytes: number) => `${(bytes / GIB).toFixed(1)} GiB`;
