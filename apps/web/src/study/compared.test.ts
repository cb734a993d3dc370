import { describe, expect, it } from 'vitest';
import { comparedBy } from './compared';

describe('what a plan compares by', () => {
  const accuracy = { name: 'accuracy', direction: 'maximize', unit: 'share' };
  const perplexity = { name: 'perplexity', direction: 'minimize', unit: 'points' };

  it('is the loss, whatever else the task measures', () => {
    expect(comparedBy('loss', accuracy)).toMatchObject({ by: 'loss', name: 'loss', isGreaterBetter: false });
  });

  it('is the metric, its unit with the values or with the name', () => {
    const share = comparedBy('metric', accuracy);
    expect(share).toMatchObject({ by: 'metric', name: 'accuracy', isGreaterBetter: true });
    expect(share.format(0.478)).toBe('47.8%');
    const points = comparedBy('metric', perplexity);
    expect(points).toMatchObject({ by: 'metric', name: 'perplexity, points', isGreaterBetter: false });
    expect(points.format(12.345)).toBe('12.35');
  });

  it('is the loss by either name where the loss is the metric', () => {
    const loss = { name: 'loss', direction: 'minimize', unit: 'nats' };
    expect(comparedBy('metric', loss)).toBe(comparedBy('loss', loss));
  });
});
