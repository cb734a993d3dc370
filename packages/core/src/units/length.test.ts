import { describe, expect, it } from 'vitest';
import { isZeroLength, LengthOrZeroSchema, LengthSchema, updatesOf } from './length.js';

const run = { totalUpdates: 1000, updatesPerEpoch: 62.5, tokensPerUpdate: 4096 };

describe('updatesOf', () => {
  it('takes steps as they are, and rounds the other units up', () => {
    expect(updatesOf({ steps: 7 }, 100, run)).toBe(7);
    expect(updatesOf({ ratio: 0.07 }, 100, run)).toBe(7);
    expect(updatesOf({ ratio: 0.071 }, 100, run)).toBe(8);
    expect(updatesOf({ epochs: 1 }, 100, run)).toBe(63);
    expect(updatesOf({ epochs: 2 }, 100, run)).toBe(125);
    expect(updatesOf({ tokens: 4097 }, 100, run)).toBe(2);
  });

  it('takes a ratio of the horizon it is given, not of the run', () => {
    expect(updatesOf({ ratio: 0.5 }, 10, run)).toBe(5);
  });

  it('names what the run does not say', () => {
    expect(updatesOf({ epochs: 1 }, 100, { totalUpdates: 100 })).toBe('updatesPerEpoch');
    expect(updatesOf({ epochs: 1 }, 100, { totalUpdates: 100, updatesPerEpoch: null })).toBe('updatesPerEpoch');
    expect(updatesOf({ tokens: 1 }, 100, { totalUpdates: 100 })).toBe('tokensPerUpdate');
  });
});

describe('LengthSchema', () => {
  it.each([{ steps: 1 }, { epochs: 0.5 }, { tokens: 1e9 }, { ratio: 1e-9 }])('reads %j', (length) => {
    expect(LengthSchema.parse(length)).toEqual(length);
  });

  it.each([
    ['zero', { steps: 0 }, 'policy.zero-length'],
    ['less than zero', { ratio: -0.1 }, 'policy.zero-length'],
    ['half a step', { steps: 1.5 }, 'policy.wrong-type'],
    ['half a token', { tokens: 0.5 }, 'policy.wrong-type'],
    ['more steps than a double counts', { steps: 2 ** 53 }, 'policy.wrong-type'],
    ['not a number', { steps: '1' }, 'policy.wrong-type'],
    ['not finite', { epochs: Infinity }, 'policy.wrong-type'],
    ['two units', { steps: 1, epochs: 1 }, 'policy.wrong-type'],
    ['no unit', {}, 'policy.wrong-type'],
    ['an unknown unit', { updates: 1 }, 'policy.wrong-type'],
    ['a bare number', 100, 'policy.wrong-type'],
    ['a list', [100], 'policy.wrong-type'],
    ['null', null, 'policy.wrong-type'],
  ])('refuses a length that is %s', (_what, length, code) => {
    const issues = LengthSchema.safeParse(length).error?.issues ?? [];
    expect(issues).toEqual([expect.objectContaining({ code: 'custom', params: { refusal: code } })]);
  });

  it('lets a warm-up have no length, but never less', () => {
    expect(isZeroLength(LengthOrZeroSchema.parse({ epochs: 0 }))).toBe(true);
    expect(isZeroLength(LengthOrZeroSchema.parse({ epochs: 1 }))).toBe(false);
    expect(LengthOrZeroSchema.safeParse({ steps: -1 }).success).toBe(false);
  });
});
