import { describe, expect, it } from 'vitest';
import { learningRatesOf, policyOf, refusalsOf } from '../testing/index.js';
import { printPolicy } from '../notation/print.js';
import type { Length } from '../../units/index.js';
import { cyclic } from './cyclic.js';
import { wave } from './wave.js';

const normal = (line: string) => printPolicy(policyOf(line));
const document = (fields: object) => ({
  version: 1,
  law: 'cyclic',
  low: 1,
  high: 3,
  up: { steps: 4 },
  down: { steps: 2 },
  ...fields,
});

describe('a cyclic law', () => {
  it('rises and falls in straight lines of their own lengths', () => {
    expect(learningRatesOf('cyclic(1 .. 3, up=4, down=2)', 100, [0, 2, 4, 5, 6, 8, 10])).toEqual([1, 2, 3, 2, 1, 2, 3]);
  });

  it('is damped per cycle or per update', () => {
    const rates = (damping: string) =>
      learningRatesOf(`cyclic(1 .. 3, up=4, down=2, damping=${damping})`, 100, [4, 10, 16]);
    expect(rates('halving')).toEqual([3, 2, 1.5]);
    expect(rates('0.25')).toEqual([3, expect.closeTo(1.5, 15), expect.closeTo(1.125, 15)]);
    expect(rates('0.5, damping-per=update')).toEqual([
      expect.closeTo(1 + 2 / 16, 15),
      expect.closeTo(1 + 2 / 1024, 15),
      expect.closeTo(1 + 2 / 65536, 15),
    ]);
  });

  it('with equal halves is a triangle wave', () => {
    const equal = ['down=4', 'down=4, damping=none', 'damping=none, damping-per=update', 'damping=none'];
    for (const fields of equal) {
      expect(normal(`cyclic(1 .. 3, up=4, ${fields})`)).toBe('wave(triangle, 1 .. 3, length=4)');
    }
    expect(normal('cyclic(1 .. 3, up=4)')).toBe('wave(triangle, 1 .. 3, length=4)');
    expect(normal('cyclic(1 .. 3, up=4, damping=halving, damping-per=cycle)')).toBe(
      'wave(triangle, 1 .. 3, length=4, damping=halving)',
    );
    expect(normal('cyclic(1 .. 3, up=4, damping=0.9, damping-per=update, warmup=3)')).toBe(
      'wave(triangle, 1 .. 3, length=4, damping=0.9, warmup=3)',
    );
  });

  it('stays cyclic with a factor per cycle, and with halves that are equal in this run alone', () => {
    expect(normal('cyclic(1 .. 3, up=4, damping=0.9)')).toBe('cyclic(1 .. 3, up=4, damping=0.9)');
    expect(policyOf('cyclic(1 .. 3, up=4, damping=0.9)')).toMatchObject({ down: { steps: 4 }, dampingPer: 'cycle' });
    expect(normal('cyclic(1 .. 3, up=4, down=1 epochs)')).toBe('cyclic(1 .. 3, up=4, down=1 epochs)');
  });

  it('is what the wave that it is written as would be', () => {
    const updates = Array.from({ length: 40 }, (_, t) => t);
    const context = { updates: 40, toUpdates: (length: Length) => ('steps' in length ? length.steps : NaN) };
    for (const damping of [
      { damping: 'none' },
      { damping: 'halving' },
      { damping: { factor: 0.9 }, dampingPer: 'update' },
    ]) {
      const fields = { low: 1, high: 3, up: { steps: 4 }, down: { steps: 4 }, ...damping };
      const { law: _law, ...waveFields } = cyclic.normalize?.(fields) ?? { law: 'none' };
      const asWave = wave.compile(waveFields as never, context);
      const asCyclic = cyclic.compile(fields as never, context);
      expect(updates.map(asCyclic.learningRateAt)).toEqual(
        updates.map((t): unknown => expect.closeTo(asWave.learningRateAt(t), 14)),
      );
    }
  });

  it('reads what its damping is per beside none and halving, and does not write it', () => {
    expect(policyOf(JSON.stringify(document({ damping: 'halving', dampingPer: 'cycle' })))).toEqual(
      policyOf(JSON.stringify(document({ damping: 'halving' }))),
    );
    const bare = policyOf(JSON.stringify(document({ dampingPer: 'update' })));
    expect(bare).toEqual({ ...document({}), damping: 'none' });
    expect(refusalsOf(document({ damping: 'halving', dampingPer: 'update' }))).toEqual([
      'policy.wrong-type dampingPer',
    ]);
    expect(refusalsOf(document({ low: 4 }))).toEqual(['policy.wrong-type high']);
  });
});
