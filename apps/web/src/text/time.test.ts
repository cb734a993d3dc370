import { describe, expect, it } from 'vitest';
import { formatAge, formatDay, formatDuration, formatMoment } from './time';

describe('time for people', () => {
  it('gives an age in its largest whole unit, rounded down', () => {
    expect(formatAge(59.9)).toBe('59 seconds');
    expect(formatAge(60)).toBe('1 minute');
    expect(formatAge(7_199)).toBe('1 hour');
    expect(formatAge(172_800)).toBe('2 days');
    expect(formatAge(-3)).toBe('0 seconds');
  });

  it('gives a measured time in three figures', () => {
    expect(formatDuration(0.4213)).toBe('0.421 s');
    expect(formatDuration(744)).toBe('12.4 min');
    expect(formatDuration(19_116)).toBe('5.31 h');
  });

  it('writes dates in UTC and leaves what is no full date as it is', () => {
    expect(formatDay('2026-07-14')).toBe('14 July 2026');
    expect(formatDay('2026-07')).toBe('2026-07');
    expect(formatMoment('2026-11-25T02:58:00Z')).toBe('25 Nov 2026, 02:58 UTC');
    expect(formatMoment('unknown')).toBe('unknown');
  });
});
