import { describe, expect, it } from 'vitest';
import { MOST_TABLE_UPDATES, refusedTable } from './table-limit.js';

describe('the longest table', () => {
  it('is written whole, and one that is longer is refused with both lengths', () => {
    expect(refusedTable('csv', MOST_TABLE_UPDATES)).toBeNull();
    const refusal = { code: 'policy.too-large', path: 'totalUpdates', got: '200001 updates' };
    for (const trainer of ['csv', 'json'])
      expect(refusedTable(trainer, MOST_TABLE_UPDATES + 1)).toMatchObject({ ok: false, refusals: [refusal] });
  });

  it('bounds no tool that is given a formula', () => {
    expect(refusedTable('pytorch', 10_000_000)).toBeNull();
  });
});
