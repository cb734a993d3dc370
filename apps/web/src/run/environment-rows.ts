import { shortHash } from '../registry/addresses';

const MOST_ROWS = 12;
const SHA256 = /^[0-9a-f]{64}$/;

/** `maximumMemory` → `maximum memory`. */
function spaced(key: string): string {
  return key.replaceAll(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

/**
 * The environment document as names and values: one level of nesting is spelled out, nulls and deeper things are left
 * out. What it says is self-reported.
 */
export function environmentRows(environment: unknown): readonly (readonly [string, string])[] {
  if (typeof environment !== 'object' || environment === null) return [];
  const rows = Object.entries(environment).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      return [[spaced(key), SHA256.test(String(value)) ? shortHash(String(value)) : String(value)]];
    }
    if (typeof value !== 'object' || value === null) return [];
    const inner = Object.entries(value)
      .filter(([, part]) => typeof part === 'string' || typeof part === 'number')
      .map(([name, part]) => (Array.isArray(value) ? String(part) : `${spaced(name)} ${String(part)}`));
    return inner.length === 0 ? [] : [[spaced(key), inner.join(', ')]];
  });
  return rows.slice(0, MOST_ROWS);
}
