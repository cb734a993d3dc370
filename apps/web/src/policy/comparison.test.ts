import { describe, expect, it } from 'vitest';
import { comparisonAddress, readComparisonState } from './comparison-state';
import { comparisonView } from './comparison-view';

const viewOf = (policies: readonly string[], updates = '100') =>
  comparisonView(readComparisonState(policies, (name) => (name === 'updates' ? updates : undefined)));

describe('a comparison', () => {
  it('tells policies that are the same on the run from those that are not', () => {
    const view = viewOf(['step(1, factor=0.5, every=50)', 'multi-step(1, factor=0.5, at=[50])', 'constant(1)']);
    expect(view.pairs.map(({ first, second, difference }) => [first, second, difference?.update ?? 'same'])).toEqual([
      ['A', 'B', 'same'],
      ['A', 'C', 50],
      ['B', 'C', 50],
    ]);
    const averages = view.lines.map(({ drawn }) => drawn?.meanLearningRate);
    expect(averages).toEqual([0.75, 0.75, 1]);
  });

  it('keeps the letters of the others where one is wrong, and says why it is', () => {
    const view = viewOf(['constant(1)', 'cosin(1)', 'constant(2)']);
    expect(view.lines.map(({ letter, drawn }) => [letter, drawn !== null])).toEqual([
      ['A', true],
      ['B', false],
      ['C', true],
    ]);
    expect(view.lines[1]?.refusals[0]?.sentence).toContain('Did you mean "cosine"?');
    expect(view.pairs.map(({ first, second }) => first + second)).toEqual(['AC']);
  });

  it('passes over empty lines, and takes six', () => {
    const state = readComparisonState(['', ' ', ...Array.from({ length: 9 }, () => 'constant(1)')], () => undefined);
    expect(state.policies).toHaveLength(6);
    expect(viewOf([]).lines).toEqual([]);
  });

  it('reads what is wrong with a policy where the run is wrong too', () => {
    const view = viewOf(['constant(1)', 'x'], 'many');
    expect(view.runRefusals).toHaveLength(1);
    expect(view.lines.map(({ refusals }) => refusals.length)).toEqual([0, 1]);
  });

  it('has an address that brings its policies back in their order', () => {
    const policies = ['constant(1) until 50%; constant(2)', 'linear(1 -> 0.5)'];
    const { searchParams } = new URL(comparisonAddress(policies), 'http://site');
    expect(readComparisonState(searchParams.getAll('policy'), () => undefined).policies).toEqual(policies);
  });
});
