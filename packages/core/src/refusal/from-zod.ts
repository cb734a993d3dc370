import type { z } from 'zod';
import { accepted, type Parsed, type Refusal, shown } from './refusal.js';
import type { RefusalCode } from './codes.js';

/** A zod path (`['arms', 0, 'task']`) as people write it (`arms[0].task`). */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${String(part)}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    input,
  );
}

/**
 * Reads `input` with a zod schema; every bad field becomes one refusal with its path, what was expected (zod's message)
 * and what came.
 */
export function parseWithSchema<T>(
  schema: z.ZodType<T>,
  input: unknown,
  code: RefusalCode = 'document.schema',
): Parsed<T> {
  const result = schema.safeParse(input);
  if (result.success) return accepted(result.data);
  const refusals = result.error.issues.map((issue): Refusal => {
    const path = pathText(issue.path);
    const got = shown(valueAt(input, issue.path));
    return {
      code,
      path,
      got,
      expected: issue.message,
      message: `${path === '' ? 'The document' : path}: ${issue.message}, got ${got}`,
    };
  });
  return { ok: false, refusals };
}
