import { readFileSync } from 'node:fs';
import { RAMP_RULES, readRamp, smoothRamp } from '@ratebook/core/range-test';
import { describe, expect, it } from 'vitest';

interface Case {
  readonly shape: string;
  readonly from: number;
  readonly to: number;
  readonly planned: number;
  readonly losses: readonly (number | null)[];
  readonly smoothed: readonly number[];
  readonly libraries: Readonly<Record<string, number | null>>;
}

const { cases } = JSON.parse(readFileSync(new URL('ramp-suggestions.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
};

const pointsOf = ({ from, to, planned, losses }: Case) =>
  losses.map((loss, t) => ({
    learningRate: from * (to / from) ** (t / (planned - 1)),
    seed: 1,
    loss,
    startLoss: 2.3,
  }));

describe('ramps, against what fastai and Lightning themselves answered', () => {
  it.each(cases.map((one, index) => [`${String(index)}: ${one.shape}`, one] as const))('%s', (_, one) => {
    const { smoothed } = smoothRamp(one.losses);
    expect(smoothed).toHaveLength(one.smoothed.length);
    for (const [t, value] of smoothed.entries()) expect(value / (one.smoothed[t] ?? NaN)).toBeCloseTo(1, 10);
    const { answers } = readRamp(pointsOf(one), one.planned);
    for (const rule of RAMP_RULES) {
      const [ours, theirs] = [answers[rule].learningRate, one.libraries[rule] ?? null];
      // Where nothing falls the libraries answer all the same, with the first point or whatever rises least.
      if (ours === null && theirs !== null) expect(answers[rule].reason, rule).toContain('never falls');
      else if (theirs === null || ours === null) expect([rule, ours]).toEqual([rule, theirs]);
      else expect(ours / theirs, rule).toBeCloseTo(1, 9);
    }
  });

  it('has every shape, stops and losses that are not finite among them', () => {
    expect(new Set(cases.map(({ shape }) => shape)).size).toBe(5);
    expect(cases.filter(({ losses, smoothed }) => smoothed.length < losses.length).length).toBeGreaterThan(5);
  });
});
