import { accepted, type Parsed, refused, type Refusal, shown } from '@ratebook/core/refusal';

export const PAGE_LIMIT = 100;

/** The numbers that a list is sorted by, of the last row that was seen. */
export type CursorKey = readonly number[];

/** Which part of a list is asked for: the `first` rows behind `after`. */
export interface PageRequest {
  readonly first: number;
  readonly after: CursorKey | null;
}

/** A page of a list: the rows with their cursors. */
export interface Page<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** A cursor: the list's name and its key, opaque to clients, refused by any other list. */
export function printCursor(list: string, key: CursorKey): string {
  return Buffer.from(JSON.stringify([list, ...key])).toString('base64url');
}

/** Reads a cursor that `list` gave, with `length` numbers in its key; null where it is not one. */
export function parseCursor(list: string, text: string, length: number): CursorKey | null {
  if (text.length > 400 || !/^[A-Za-z0-9_-]+$/.test(text)) return null;
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return null;
  }
  if (!Array.isArray(read) || read.length !== length + 1 || read[0] !== list) return null;
  const key: unknown[] = read.slice(1);
  // The last number is a row's key or its place: a cursor made up by hand must not reach the database as another.
  return key.every((part) => typeof part === 'number') && Number.isSafeInteger(key.at(-1)) ? key : null;
}

/** Reads `first` and `after` of a list whose key has `keyLength` numbers. */
export function parsePageRequest(
  list: string,
  asked: { readonly first: number; readonly after?: string | null | undefined },
  keyLength = 1,
): Parsed<PageRequest> {
  const refusals: Refusal[] = [];
  if (!Number.isInteger(asked.first) || asked.first < 1 || asked.first > PAGE_LIMIT) {
    refusals.push({
      code: 'page.size',
      path: 'first',
      expected: `1 to ${String(PAGE_LIMIT)}`,
      got: shown(asked.first),
      message: `A page holds 1 to ${String(PAGE_LIMIT)} rows; ${String(asked.first)} were asked for.`,
    });
  }
  const after = asked.after === null || asked.after === undefined ? null : parseCursor(list, asked.after, keyLength);
  if (after === null && asked.after !== null && asked.after !== undefined) {
    refusals.push({
      code: 'page.cursor',
      path: 'after',
      expected: 'an endCursor that this list gave, or nothing',
      got: shown(asked.after),
      message: 'The cursor is not one that this list gave. Leave `after` out to begin at the first page.',
    });
  }
  return refusals.length > 0 ? refused(...refusals) : accepted({ first: asked.first, after });
}

/** Makes a page of `first + 1` rows at most: the one too many says that there is a next page. */
export function toPage<T>(
  list: string,
  request: PageRequest,
  rows: readonly T[],
  keyOf: (row: T) => CursorKey,
): Page<T> {
  const edges = rows.slice(0, request.first).map((node) => ({ cursor: printCursor(list, keyOf(node)), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > request.first,
      hasPreviousPage: request.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
