import { describe, expect, it } from 'vitest';
import { MOST_UPDATES, readerRun, type ReaderRunInput } from './reader-run.js';

function runOf(input: ReaderRunInput) {
  const read = readerRun(input);
  if (!read.ok) throw new Error(read.refusals.map(({ message }) => message).join('\n'));
  return read.value;
}

function refusalsOf(input: ReaderRunInput) {
  const read = readerRun(input);
  return read.ok ? [] : read.refusals.map(({ code, path }) => `${code} ${path}`);
}

describe('the reader’s run', () => {
  it('is its updates, where they are given', () => {
    expect(runOf({ totalUpdates: 500 })).toEqual({ totalUpdates: 500, updatesPerEpoch: null, tokensPerUpdate: null });
    expect(runOf({ totalUpdates: 500, examples: 1001, batchSize: 10, tokensPerUpdate: 4096 })).toEqual({
      totalUpdates: 500,
      updatesPerEpoch: 101,
      tokensPerUpdate: 4096,
    });
  });

  it('counts the last, smaller batch of an epoch as an update, and a part of an epoch up', () => {
    expect(runOf({ examples: 1000, batchSize: 32, epochs: 3 })).toMatchObject({
      totalUpdates: 96,
      updatesPerEpoch: 32,
    });
    expect(runOf({ examples: 15_011, batchSize: 128, epochs: 2.5 })).toMatchObject({
      totalUpdates: 295,
      updatesPerEpoch: 118,
    });
    expect(runOf({ examples: 5, batchSize: 8, epochs: 1 }).totalUpdates).toBe(1);
    expect(runOf({ updatesPerEpoch: 12.5, epochs: 3 }).totalUpdates).toBe(38);
  });

  it('counts epochs on the decimals as they print', () => {
    // In doubles 0.07 · 100 is a little more than 7.
    expect(runOf({ updatesPerEpoch: 100, epochs: 0.07 }).totalUpdates).toBe(7);
  });

  it.each<[ReaderRunInput, readonly string[]]>([
    [{}, ['policy.missing-context totalUpdates']],
    [{ epochs: 3 }, ['policy.missing-context examples']],
    [{ examples: 1000, epochs: 3 }, ['policy.missing-context batchSize']],
    [{ batchSize: 32, epochs: 3 }, ['policy.missing-context examples']],
    [{ examples: 1000, batchSize: 32 }, ['policy.missing-context totalUpdates']],
    [{ totalUpdates: 10, epochs: 3 }, ['policy.wrong-type epochs']],
    [{ totalUpdates: 10, updatesPerEpoch: 5, examples: 10, batchSize: 2 }, ['policy.wrong-type updatesPerEpoch']],
    [{ totalUpdates: 0 }, ['policy.wrong-type totalUpdates']],
    [
      { totalUpdates: 1.5, tokensPerUpdate: -1 },
      ['policy.wrong-type totalUpdates', 'policy.wrong-type tokensPerUpdate'],
    ],
    [
      { examples: NaN, batchSize: 0, epochs: Infinity },
      ['examples', 'batchSize', 'epochs'].map((field) => `policy.wrong-type ${field}`),
    ],
    [{ totalUpdates: MOST_UPDATES + 1 }, ['policy.wrong-type totalUpdates']],
    [{ examples: 1e12, batchSize: 1, epochs: 1 }, ['policy.wrong-type epochs']],
  ])('refuses %j by the name of the field', (input, refusals) => {
    expect(refusalsOf(input)).toEqual(refusals);
  });

  it('takes the longest run that is asked about', () => {
    expect(runOf({ totalUpdates: MOST_UPDATES }).totalUpdates).toBe(10_000_000);
  });
});
