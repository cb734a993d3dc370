import { parsePolicyDocument } from '@ratebook/core/policy';
import { describe, expect, it } from 'vitest';
import { Chance } from './chance.js';
import { documents, mutated } from './lines.js';
import { Tally } from './outcome.js';
import { damaged } from './values.js';

const INPUTS = 25_000;

describe('documents', () => {
  it('twenty-five thousand damaged values are each refused or read as a policy', () => {
    const chance = new Chance(26_11);
    const tally = new Tally();
    for (let count = 0; count < INPUTS; count += 1) {
      const value = damaged(chance.of(documents), chance.of(documents), chance);
      tally.add(
        () => JSON.stringify(value),
        () => parsePolicyDocument(value),
      );
    }
    expect(tally.failures).toEqual([]);
    expect(tally.total).toBe(INPUTS);
    expect(tally.of('refused')).toBeGreaterThan(INPUTS / 2);
    expect(tally.of('compiled')).toBeGreaterThan(INPUTS / 20);
  });

  it('twenty-five thousand damaged texts are each refused or read as a policy', () => {
    const chance = new Chance(25_11);
    const texts = documents.map((document) => JSON.stringify(document));
    const tally = new Tally();
    for (let count = 0; count < INPUTS; count += 1) {
      const text = mutated(chance.of(texts), chance.of(texts), chance);
      tally.add(
        () => text,
        () => parsePolicyDocument(text),
      );
    }
    expect(tally.failures).toEqual([]);
    expect(tally.total).toBe(INPUTS);
    expect(tally.of('refused')).toBeGreaterThan(INPUTS / 2);
    expect(tally.of('compiled')).toBeGreaterThan(INPUTS / 50);
  });
});
