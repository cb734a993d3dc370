import { readerRun } from '@ratebook/core/policy/exporters';
import { describe, expect, it } from 'vitest';
import { readerRunInput, readRunState, runParameters } from './run-state';

const from = (fields: Readonly<Record<string, string>>) =>
  readRunState((name) => fields[name], { by: 'updates', updates: 1000 });
const runOf = (fields: Readonly<Record<string, string>>) => {
  const run = readerRun(readerRunInput(from(fields)));
  return run.ok ? run.value : run.refusals.map(({ path }) => path);
};

describe('the reader’s run in an address', () => {
  it('is a standard number of updates where nothing is said', () => {
    expect(runOf({})).toEqual({ totalUpdates: 1000, updatesPerEpoch: null, tokensPerUpdate: null });
  });

  it('is said by epochs where the form says so, or where only data and batch are given', () => {
    const fields = { examples: '52,002', batch: '128', epochs: '3' };
    expect(runOf(fields)).toMatchObject({ totalUpdates: 1221, updatesPerEpoch: 407 });
    expect(runOf({ ...fields, by: 'epochs', updates: '500' })).toMatchObject({ totalUpdates: 1221 });
    expect(runOf({ ...fields, by: 'updates', updates: '500' })).toMatchObject({ totalUpdates: 500 });
    expect(runOf({ ...fields, updates: '500' })).toMatchObject({ totalUpdates: 500, updatesPerEpoch: null });
  });

  it('is asked for by epochs where that is the standard, until something else is said', () => {
    const standard = { by: 'epochs', updates: 1000 } as const;
    expect(readRunState(() => undefined, standard)).toMatchObject({ by: 'epochs', updates: '' });
    const updates = readRunState((name) => (name === 'updates' ? '5' : undefined), standard);
    expect(updates).toMatchObject({ by: 'updates', updates: '5' });
  });

  it('passes over what is typed in the fields that are hidden', () => {
    expect(runOf({ by: 'updates', updates: '500', batch: 'nonsense' })).toMatchObject({ totalUpdates: 500 });
    expect(runParameters(from({ by: 'updates', updates: '500', batch: '3', tokens: '4096' }))).toEqual([
      ['updates', '500'],
      ['tokens', '4096'],
    ]);
  });

  it('is refused by the name of its field where a text is no number', () => {
    expect(runOf({ updates: 'many' })).toEqual(['totalUpdates']);
    expect(runOf({ by: 'epochs', examples: '1e3', batch: 'x', epochs: '' })).toEqual(['batchSize']);
  });

  it('comes back from its own parameters, also while only the kind of run is chosen', () => {
    for (const fields of [
      {},
      { updates: '12', updatesPerEpoch: '2.5' },
      { examples: '10', batch: '2', epochs: '1.5', tokens: '7' },
      { by: 'epochs' },
      { by: 'epochs', examples: '10' },
    ]) {
      const state = from(fields);
      expect(from(Object.fromEntries(runParameters(state)))).toEqual(state);
    }
  });
});
