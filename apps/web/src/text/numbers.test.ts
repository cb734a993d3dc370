import { describe, expect, it } from 'vitest';
import { formatCount, formatLarge, formatMetric, formatNumber, plural } from './numbers';

describe('numbers for people', () => {
  it('writes shares and percentages as percentages, so that both read alike', () => {
    expect(formatMetric(0.478, 'share')).toBe('47.8%');
    expect(formatMetric(0.97224, 'share')).toBe('97.22%');
    expect(formatMetric(23.468, 'percent')).toBe('23.47%');
    expect(formatMetric(0.07, 'share')).toBe('7%');
  });

  it('keeps the unit of everything else, and none where there is none', () => {
    expect(formatMetric(2.31456, 'nats')).toBe('2.315 nats');
    expect(formatMetric(27.3, null)).toBe('27.3');
  });

  it('shortens sizes to three figures', () => {
    expect(formatLarge(3_212_749_824)).toBe('3.21B');
    expect(formatLarge(12_810)).toBe('12.8k');
    expect(formatLarge(640)).toBe('640');
    expect(formatCount(5000)).toBe('5,000');
  });

  it('counts one thing in the singular', () => {
    expect(plural(1, 'run')).toBe('1 run');
    expect(plural(0, 'run')).toBe('0 runs');
    expect(plural(1200, 'piece')).toBe('1,200 pieces');
  });

  it('writes very small and very large numbers in powers of ten', () => {
    expect(formatNumber(0.00001234)).toBe('1.234e-5');
    expect(formatNumber(0.05214)).toBe('0.05214');
    expect(formatNumber(0)).toBe('0');
  });
});
