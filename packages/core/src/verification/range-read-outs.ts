import { RAMP_RULES, type RangeReadOuts } from '../range-test/index.js';
import type { Run } from '../run/index.js';

/** Held-out loss of a run after t updates, null where it has none. */
export function validationLoss({ evaluations }: Run, t: number): number | null {
  return evaluations.find((one) => one.split === 'validation' && one.t === t)?.metrics['loss'] ?? null;
}

/** Whether a is b within a relative difference, or both are null. */
export function isWithin(a: number | null, b: number | null, relative: number): boolean {
  return a === null || b === null ? a === b : Math.abs(a - b) <= relative * Math.abs(b);
}

function valuesOf({ best, usable, edge, ramp }: RangeReadOuts): readonly (readonly [string, number | null])[] {
  return [
    ['best', best],
    ['usable.low', usable?.low ?? null],
    ['usable.high', usable?.high ?? null],
    ['edge', edge],
    ...RAMP_RULES.map((rule) => [`ramp.${rule}`, ramp?.[rule] ?? null] as const),
  ];
}

/** The first read-out that is not what the points give, or null. */
export function readOutsProblem(got: RangeReadOuts, expected: RangeReadOuts, relative: number): string | null {
  if ((got.ramp === undefined) !== (expected.ramp === undefined))
    return `readOuts.ramp is ${got.ramp === undefined ? 'missing' : 'there for a grid'}`;
  const again = new Map(valuesOf(expected));
  const wrong = valuesOf(got).find(([name, value]) => !isWithin(value, again.get(name) ?? null, relative));
  return wrong === undefined
    ? null
    : `readOuts.${wrong[0]} is ${String(wrong[1] ?? 'none')}; the points give ${String(again.get(wrong[0]) ?? 'none')}`;
}
