import type { Chance } from './chance.js';

type Json = unknown;
type Slot = { readonly holder: Record<string, Json> | Json[]; readonly key: string | number };

const HOSTILE: readonly Json[] = [
  ...[null, true, false, '', 'loss', 'linear', [], {}, [[]], [{}], { law: 'constant' }, { steps: 1 }, { steps: 0 }],
  ...[0, -0, 1, -1, 0.5, 1e308, -1e308, 5e-324, 2 ** 53, 2 ** 53 - 1, 1e-9, NaN, Infinity, -Infinity],
  ...[
    { steps: 1.5 },
    { steps: 2 ** 53 - 1 },
    { epochs: 1e-300 },
    { epochs: 1e300 },
    { tokens: 2 ** 53 - 1 },
    { ratio: 2 },
  ],
  ...[
    { ratio: 1e-300 },
    { ratio: 1, steps: 1 },
    { factor: 1 },
    { factor: -1 },
    'halving',
    'none',
    '\ud800',
    '__proto__',
  ],
];
const KEYS = [
  'law',
  'warmup',
  'length',
  'until',
  'phases',
  'policy',
  'version',
  'groups',
  'lr',
  '__proto__',
  'constructor',
  '',
];

/** Every place of a value that holds another. */
function slotsOf(value: Json, slots: Slot[] = []): readonly Slot[] {
  if (typeof value !== 'object' || value === null) return slots;
  const holder = value as Slot['holder'];
  for (const key of Array.isArray(holder) ? holder.keys() : Object.keys(holder)) {
    slots.push({ holder, key });
    slotsOf((holder as Record<string, Json>)[key], slots);
  }
  return slots;
}

const copyOf = (value: Json): Json => structuredClone(value);

/** One change of a value in place: something hostile, another value's part, a number scaled, a key lost or found. */
function change(value: Json, other: Json, chance: Chance): void {
  const slots = slotsOf(value);
  if (slots.length === 0) return;
  const { holder, key } = chance.of(slots);
  const held = holder as Record<string | number, Json>;
  const now = held[key];
  switch (chance.upTo(5)) {
    case 0:
      held[key] = copyOf(chance.of(HOSTILE));
      return;
    case 1: {
      const { holder: from, key: at } = chance.of(slotsOf(other));
      held[key] = copyOf((from as Record<string | number, Json>)[at]);
      return;
    }
    case 2:
      if (typeof now === 'number') held[key] = now * chance.of([0.5, 2, 10, -1, 1e10, 1e-10]);
      return;
    case 3:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else Reflect.deleteProperty(holder, key);
      return;
    case 4:
      if (Array.isArray(holder)) holder.push(copyOf(now));
      // Defined, not assigned: __proto__ becomes a key, as JSON makes it one.
      else {
        const added = { value: copyOf(chance.of(HOSTILE)), enumerable: true, writable: true, configurable: true };
        Object.defineProperty(holder, chance.of(KEYS), added);
      }
      return;
    default:
      // The value around itself.
      held[key] = Array.isArray(now) ? [now] : { law: 'sequence', phases: [{ policy: now }] };
  }
}

/** A copy of a value after one to three changes. */
export function damaged(value: Json, other: Json, chance: Chance): Json {
  const copy = copyOf(value);
  for (let count = chance.upTo(2); count >= 0; count -= 1) change(copy, other, chance);
  return copy;
}
