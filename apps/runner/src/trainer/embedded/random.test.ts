import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchOrder } from './batch-order.js';
import { randomBelow, randomPermutation, randomStream } from './random.js';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('the random generator', () => {
  it('never changes its numbers: every committed run depends on them', () => {
    const random = randomStream(1, 0);
    expect([random(), random(), random()]).toEqual([407845930, 939797500, 1322609786]);
  });

  it('gives unrelated streams for another seed or another stream', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 1000 }), (seed, stream) => {
        const first = randomStream(seed, stream)();
        expect(randomStream(seed, stream)()).toBe(first);
        expect(randomStream(seed, stream + 1)()).not.toBe(first);
        expect(randomStream((seed + 1) % 2 ** 32, stream)()).not.toBe(first);
      }),
    );
  });

  it('fills a range evenly', () => {
    const random = randomStream(2, 0);
    const counts = [0, 0, 0, 0, 0];
    for (let draw = 0; draw < 10_000; draw++) {
      const value = randomBelow(random, counts.length);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    // Five standard deviations of a binomial count around 2,000.
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it('permutes without losing or doubling anything', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 300 }), (seed, count) => {
        const order = randomPermutation(randomStream(seed, 0), count);
        expect([...order].sort((left, right) => left - right)).toEqual(Array.from({ length: count }, (_, i) => i));
      }),
    );
  });
});

describe('the batch order', () => {
  it('shows every item at most once an epoch, and cuts the epoch into whole batches', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 10, max: 200 }), fc.integer({ min: 1, max: 10 }), (seed, items, size) => {
        const order = batchOrder(items, size, seed);
        expect(order.updatesPerEpoch).toBe(Math.floor(items / size));
        const epoch = Array.from({ length: order.updatesPerEpoch }, (_, t) => [...order.positionsAt(t)]);
        expect(epoch.every((batch) => batch.length === size)).toBe(true);
        expect(new Set(epoch.flat()).size).toBe(order.updatesPerEpoch * size);
      }),
    );
  });

  it('draws every epoch anew, and answers the same wherever a run resumes', () => {
    const order = batchOrder(64, 32, 5);
    const asked = [0, 1, 2, 3].map((t) => [...order.positionsAt(t)]);
    expect(asked[2]).not.toEqual(asked[0]);
    expect([...batchOrder(64, 32, 5).positionsAt(3)]).toEqual(asked[3]);
  });
});
