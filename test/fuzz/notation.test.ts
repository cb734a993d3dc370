import { parsePolicy } from '@ratebook/core/policy';
import { expect, it } from 'vitest';
import { Chance } from './chance.js';
import { lines, mutated, nonsense } from './lines.js';
import { Tally } from './outcome.js';

const INPUTS = 50_000;

it('fifty thousand random and damaged lines are each refused or read as a policy', () => {
  const chance = new Chance(20_261_125);
  const tally = new Tally();
  for (let count = 0; count < INPUTS; count += 1) {
    const line = chance.holds(0.1) ? nonsense(chance) : mutated(chance.of(lines), chance.of(lines), chance);
    tally.add(
      () => line,
      () => parsePolicy(line),
    );
  }
  expect(tally.failures).toEqual([]);
  expect(tally.total).toBe(INPUTS);
  // Neither is everything refused, nor does everything pass.
  expect(tally.of('refused')).toBeGreaterThan(INPUTS / 2);
  expect(tally.of('compiled')).toBeGreaterThan(INPUTS / 50);
});
