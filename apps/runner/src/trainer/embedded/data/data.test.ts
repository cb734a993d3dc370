import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { WORD_BUCKETS, WORDS_PER_GLOSS } from '../nets/gloss-bag.js';
import { float32Data, int32Data } from '../tensor.js';
import { loadDigits } from './digits.js';
import { hashedWords, loadGlosses, parseDataFile } from './glosses.js';
import { hashText, splitItems, splitOf } from './split.js';

describe('splits', () => {
  it('put equal items on the same side, whatever stands around them', () => {
    const shares = { of: 10, validation: 2, test: 2, train: 6 };
    const item = (line: string) => ({ label: 0, content: line, line });
    const lines = Array.from({ length: 200 }, (_, index) => `item ${index}`);
    const forward = splitItems(lines.map(item), shares).splits;
    const backward = splitItems([...lines].reverse().map(item), shares).splits;
    const namesOf = (split: { items: { line: string }[] }) => split.items.map(({ line }) => line).sort();
    for (const name of ['train', 'validation', 'test'] as const) {
      expect(namesOf(backward[name])).toEqual(namesOf(forward[name]));
    }
  });

  it('digest label, split and content of every item that is used, and nothing else', () => {
    const shares = { of: 4, validation: 1, test: 1, train: 1 };
    const items = Array.from({ length: 40 }, (_, index) => ({ label: index % 3, content: 0, line: `line ${index}` }));
    const canonical = items
      .flatMap(({ label, line }) => {
        const name = splitOf(line, shares);
        return name === null ? [] : [`${name}\t${label}\t${line}\n`];
      })
      .join('');
    expect(canonical.length).toBeGreaterThan(0);
    expect(splitItems(items, shares).digest).toBe(createHash('sha256').update(canonical).digest('hex'));
  });

  it('hash texts by FNV-1a, as its authors’ test vectors say', () => {
    expect(hashText('')).toBe(0x811c9dc5);
    expect(hashText('a')).toBe(0xe40c292c);
    expect(hashText('foobar')).toBe(0xbf9cf968);
  });
});

describe('the digits', () => {
  it('are 1,797 images in three splits that share no item', async () => {
    const { splits } = await loadDigits();
    const items = Object.values(splits).flatMap((split) => [...split.items]);
    expect(items).toHaveLength(1797);
    expect(new Set(items).size).toBe(1797);
    for (const split of Object.values(splits)) expect(new Set(split.labels).size).toBe(10);
  });

  it('come as grey values from 0 to 1 with their labels, in the order asked for', async () => {
    const { train } = (await loadDigits()).splits;
    const batch = train.batch(Int32Array.of(3, 0));
    const pixels = float32Data(batch, 'pixels');
    expect(pixels).toHaveLength(128);
    expect(Math.min(...pixels)).toBe(0);
    expect(Math.max(...pixels)).toBe(1);
    expect([...int32Data(batch, 'labels')]).toEqual([train.labels[3], train.labels[0]]);
    expect([...float32Data(train.batch(Int32Array.of(0)), 'pixels')]).toEqual([...pixels.subarray(64)]);
  });
});

describe('the glosses', () => {
  it('are read from a data file without its licence and without example sentences', () => {
    const file = [
      '  1 This software and database is being provided to you | not a gloss',
      '00001740 03 n 01 entity 0 000 | that which is perceived; a thing; "it was there"  ',
      '02244956 41 v 01 give 0 000 01 + 08 00 | hand over  ',
      '',
    ].join('\n');
    expect(parseDataFile(file).map(({ label, line }) => ({ label, line }))).toEqual([
      { label: 3, line: 'that which is perceived; a thing' },
      { label: 41, line: 'hand over' },
    ]);
  });

  it('become hashed words: the same for upper and lower case, never the padding row, cut at the limit', () => {
    expect(hashedWords('A Thing, a thing.')).toEqual(hashedWords('a thing a thing'));
    const long = hashedWords(Array.from({ length: 100 }, (_, index) => `w${index}`).join(' '));
    expect(long).toHaveLength(WORDS_PER_GLOSS);
    expect(Math.min(...long)).toBeGreaterThan(0);
    expect(Math.max(...long)).toBeLessThan(WORD_BUCKETS);
  });

  it('hold all 45 lexicographer files in every split, and batches whose weights sum to one', async () => {
    const { splits } = await loadGlosses();
    for (const split of Object.values(splits)) expect(new Set(split.labels).size).toBe(45);
    const weights = float32Data(splits.test.batch(Int32Array.of(0, 1, 2)), 'weights');
    for (let row = 0; row < 3; row++) {
      const ofRow = weights.subarray(row * WORDS_PER_GLOSS, (row + 1) * WORDS_PER_GLOSS);
      expect(ofRow.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    }
  });
});
