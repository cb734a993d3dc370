import { describe, expect, it } from 'vitest';
import { fitRate, OPEN, samplesOf, sequences } from './rates.js';

/** A few of what `npm run fit-rate` draws in hundreds. */
const [OF_EACH_LAW, OF_SEQUENCES] = [8, 4];

describe('an equivalent policy with no more parameters is found', () => {
  it('for 99 of a hundred laws behind a warm-up', () => {
    const rates = OPEN.map((name) => fitRate(samplesOf(name), OF_EACH_LAW));
    const drawn = rates.reduce((sum, rate) => sum + rate.drawn, 0);
    const failures = rates.flatMap((rate) => rate.failures);
    expect(drawn).toBeGreaterThan(100);
    expect(failures.length / drawn, failures.join('\n')).toBeLessThanOrEqual(0.01);
  }, 60_000);

  it('for nine of ten sequences of three phases', () => {
    const { failures, drawn } = fitRate(sequences, OF_SEQUENCES);
    expect(failures.length / drawn, failures.join('\n')).toBeLessThanOrEqual(0.1);
  }, 120_000);
});
