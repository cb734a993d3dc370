import { type PageRequest, parsePageRequest } from '../database/cursor.js';
import { refusedArguments } from '../errors.js';

/** The page asked for, or a GraphQL error that says what is wrong with `first` or `after`. */
export function valueOrPage(list: string, first: number, after: string | null | undefined, keyLength = 1): PageRequest {
  const parsed = parsePageRequest(list, { first, after: after ?? null }, keyLength);
  if (!parsed.ok) throw refusedArguments(parsed.refusals);
  return parsed.value;
}
