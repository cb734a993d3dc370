import { compilePolicy, parsePolicy } from '@ratebook/core/policy';
import { describe, expect, it } from 'vitest';
import { drawnCurve } from './drawn-curve';

function curveOf(notation: string, totalUpdates: number) {
  const parsed = parsePolicy(notation);
  const compiled = parsed.ok ? compilePolicy(parsed.value, { totalUpdates }) : parsed;
  if (!compiled.ok) throw new Error(compiled.refusals.map(({ message }) => message).join('\n'));
  return drawnCurve(compiled.value);
}

describe('a drawn curve', () => {
  it('has every update of a short run, and both ends of a long one', () => {
    expect(curveOf('constant(1)', 1)).toEqual({ updates: [0], learningRates: [1] });
    expect(curveOf('linear(1)', 4)).toEqual({ updates: [0, 1, 2, 3], learningRates: [1, 0.75, 0.5, 0.25] });
    const { updates } = curveOf('linear(1)', 1_000_000);
    expect([updates.length, updates[0], updates.at(-1)]).toEqual([241, 0, 999_999]);
  });

  it('has both sides of a jump, however long the run', () => {
    const { updates, learningRates } = curveOf('multi-step(1, factor=0.1, at=[123457])', 1_000_000);
    const at = updates.indexOf(123_457);
    expect([updates[at - 1], learningRates[at - 1], learningRates[at]]).toEqual([123_456, 1, 0.1]);
  });

  it('stays a drawing where a policy jumps a thousand times', () => {
    expect(curveOf('step(1, factor=0.999, every=10)', 10_000).updates).toHaveLength(241);
  });
});
