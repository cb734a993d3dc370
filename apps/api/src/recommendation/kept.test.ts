import { describe, expect, it } from 'vitest';
import { Kept } from './kept.js';

describe('Kept', () => {
  it('reads a key once while it is kept', async () => {
    const kept = new Kept<string, number>(2);
    let readings = 0;
    const read = () => Promise.resolve((readings += 1));
    expect(await kept.get('a', read)).toBe(1);
    expect(await kept.get('a', read)).toBe(1);
  });

  it('lets go of what was longest unused, not of what was read first', async () => {
    const kept = new Kept<string, string>(2);
    const read = (text: string) => () => Promise.resolve(text);
    await kept.get('a', read('a1'));
    await kept.get('b', read('b1'));
    await kept.get('a', read('a2'));
    await kept.get('c', read('c1'));
    expect(await kept.get('a', read('a3'))).toBe('a1');
    expect(await kept.get('b', read('b2'))).toBe('b2');
  });

  it('reads again after a reading that failed', async () => {
    const kept = new Kept<string, number>(2);
    await expect(kept.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await kept.get('a', () => Promise.resolve(7))).toBe(7);
  });
});
