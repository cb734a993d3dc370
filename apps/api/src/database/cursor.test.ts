import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAGE_LIMIT, parseCursor, parsePageRequest, printCursor, toPage } from './cursor.js';

describe('a cursor', () => {
  it('is read back as the key that it was printed from', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger(), (score, id) => {
        // JSON has no negative zero; no list sorts by one.
        const key = [score + 0, id];
        expect(parseCursor('search', printCursor('search', key), 2)).toEqual(key.map((part) => part + 0));
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('of another list, or of another length, is none', () => {
    const cursor = printCursor('runs', [7]);
    expect(parseCursor('runs', cursor, 1)).toEqual([7]);
    expect(parseCursor('models', cursor, 1)).toBeNull();
    expect(parseCursor('runs', cursor, 2)).toBeNull();
    expect(parseCursor('runs', printCursor('runs', [7, 8]), 1)).toBeNull();
  });

  it.each([
    ['empty', ''],
    ['no base64url', '"; drop table run'],
    ['no JSON', Buffer.from('[').toString('base64url')],
    ['no list', Buffer.from('{"runs":7}').toString('base64url')],
    ['a text for a number', Buffer.from('["runs","7"]').toString('base64url')],
    ['nothing for a number', Buffer.from('["runs",null]').toString('base64url')],
    ['a fraction for a key', Buffer.from('["runs",7.5]').toString('base64url')],
    ['a key that no table has', Buffer.from('["runs",1e300]').toString('base64url')],
    ['endless', 'A'.repeat(401)],
  ])('that is %s is none', (_, text) => {
    expect(parseCursor('runs', text, 1)).toBeNull();
  });

  it('that is anything else is none, and nothing throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        expect(parseCursor('runs', text, 1)).toBeNull();
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});

describe('a page request', () => {
  it('takes one row to the limit, and lists every bad field of any other', () => {
    for (const first of [1, PAGE_LIMIT]) expect(parsePageRequest('runs', { first }).ok).toBe(true);
    const refused = parsePageRequest('runs', { first: PAGE_LIMIT + 1, after: printCursor('models', [1]) });
    expect(refused.ok ? [] : refused.refusals).toMatchObject([
      { code: 'page.size', path: 'first', got: '101' },
      { code: 'page.cursor', path: 'after' },
    ]);
    for (const first of [0, -1, 1.5, NaN]) expect(parsePageRequest('runs', { first }).ok).toBe(false);
  });
});

describe('a page', () => {
  it('says that more follows only where a row too many was found', () => {
    const page = (count: number) =>
      toPage(
        'runs',
        { first: 2, after: null },
        Array.from({ length: count }, (_, id) => ({ id })),
        ({ id }) => [id],
      );
    expect(page(0)).toEqual({
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
    expect(page(2).pageInfo.hasNextPage).toBe(false);
    const full = page(3);
    expect(full.edges.map(({ node }) => node.id)).toEqual([0, 1]);
    expect(full.pageInfo).toMatchObject({ hasNextPage: true, endCursor: printCursor('runs', [1]) });
  });
});
