import { randomFrom } from './random.js';

type Container = Record<string, unknown> | unknown[];

/** Every place of a JSON value, by its path of keys. */
function placesOf(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([key, inner]) => placesOf(inner, [...path, key]))];
}

/**
 * A copy of a JSON value with one place, that `seed` chooses, replaced. What it is replaced with may make the document
 * anything, or nothing at all.
 */
export function mutate(value: unknown, seed: number, replacement: unknown): unknown {
  const places = placesOf(value);
  const path = places[Math.floor(randomFrom(seed)() * places.length)] ?? [];
  if (path.length === 0) return replacement;
  const copy = structuredCloneJson(value) as Container;
  let held: unknown = copy;
  for (const key of path.slice(0, -1)) held = (held as Record<string | number, unknown>)[key];
  (held as Record<string | number, unknown>)[path.at(-1) ?? ''] = replacement;
  return copy;
}

function structuredCloneJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
