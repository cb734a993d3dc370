import { describe, expect, it } from 'vitest';
import { environmentRows } from './environment-rows';
import { outcomeText } from './outcome';
import { divergedAt } from './trace-figure';

describe('what a run page says', () => {
  it('prefers the test value, falls back to validation, and names a status that is no success', () => {
    const metric = { name: 'accuracy', unit: 'share' };
    expect(outcomeText({ status: 'COMPLETED', finalTest: 0.97, finalValidation: 0.9 }, metric)).toBe('97% accuracy');
    expect(outcomeText({ status: 'COMPLETED', finalTest: null, finalValidation: 0.9 }, metric)).toBe(
      '90% validation accuracy',
    );
    expect(outcomeText({ status: 'DIVERGED', finalTest: 0.1, finalValidation: 0.1 }, metric)).toBe('diverged');
  });

  it('finds the update at which a diverged run lost its loss, and none in a run that did not', () => {
    const trace = { update: [0, 3, 6, 9], loss: [2, null, 5, null], totalUpdates: 12 };
    expect(divergedAt('DIVERGED', trace)).toBe(9);
    expect(divergedAt('COMPLETED', trace)).toBeNull();
    expect(divergedAt('DIVERGED', { ...trace, loss: [2, 2, 2, 2] })).toBe(9);
  });

  it('reads an environment of any shape without failing', () => {
    expect(environmentRows({ operatingSystem: 'linux', cpu: { model: 'x', cores: 2 }, gpu: null })).toEqual([
      ['operating system', 'linux'],
      ['cpu', 'model x, cores 2'],
    ]);
    expect(environmentRows('nothing')).toEqual([]);
  });
});
