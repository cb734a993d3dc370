import { z } from 'zod';
import { getLaw } from '../laws/registry.js';

/** The words that a field takes, or null where it takes something else. */
export function wordsOf(law: string, field: string): readonly string[] | null {
  const schema = getLaw(law).fields.shape[field];
  const inner = schema instanceof z.ZodDefault ? schema.unwrap() : schema;
  return inner instanceof z.ZodEnum ? inner.options.map(String) : null;
}

/** Whether a field takes a length: its schema says whether it reads one. */
export function readsLength(law: string, field: string): boolean {
  return getLaw(law).fields.shape[field]?.safeParse({ steps: 1 }).success === true;
}

/** Whether a field takes a list of lengths. */
export function readsLengths(law: string, field: string): boolean {
  return getLaw(law).fields.shape[field]?.safeParse([{ steps: 1 }]).success === true;
}
