import { studentTQuantile } from '@ratebook/core/numeric';
import { describe, expect, it } from 'vitest';
import { compareArms, type TimedRun } from './side-by-side.js';
import { sideBySideLines } from './side-by-side-lines.js';

const metric = { name: 'accuracy', direction: 'maximize', unit: 'share' } as const;
const compare = (arms: number, original: readonly TimedRun[], again: readonly TimedRun[]) =>
  compareArms(metric.name, arms, original, again);

function runOf(arm: number, value: number | null, wallSeconds: number | null = null): TimedRun {
  return {
    run: {
      arm,
      status: value === null ? 'diverged' : 'completed',
      evaluations: [
        { t: 60, split: 'validation', metrics: { accuracy: 0.5, loss: 1 } },
        ...(value === null ? [] : [{ t: 60, split: 'test' as const, metrics: { accuracy: value, loss: 1 } }]),
      ],
      cost: { updates: 60, examples: 600, tokens: null, flops: null },
    },
    wallSeconds,
  };
}

const runsOf = (arm: number, ...values: readonly (number | null)[]) => values.map((value) => runOf(arm, value));

describe('a submission beside its reproduction', () => {
  it('has the pooled two-sample t-test where nothing else is known of the noise', () => {
    const [same] = compare(1, runsOf(0, 0.9, 0.92, 0.94), runsOf(0, 0.91, 0.93));
    expect(same?.difference).toMatchObject({ degrees: 3 });
    expect(same?.difference?.value).toBeCloseTo(0, 12);
    expect(same?.difference?.pValue).toBeCloseTo(1, 12);
    expect(same?.verdict).toBe('not-distinguishable');
    const [other] = compare(1, runsOf(0, 0.9, 0.92, 0.94), runsOf(0, 0.95, 0.99));
    // Pooled variance (2·0.0004 + 0.0008) / 3, so t = 0.05 / √(0.00053333·(1/3 + 1/2)).
    const t = 0.05 / Math.sqrt((0.0016 / 3) * (1 / 3 + 1 / 2));
    expect(other?.difference?.value).toBeCloseTo(0.05, 12);
    expect(other?.difference?.upper).toBeCloseTo(0.05 + (studentTQuantile(0.975, 3) * 0.05) / t, 12);
    // Student's t with 3 degrees of freedom has a closed form.
    const x = t / Math.sqrt(3);
    const pValue = 1 - (2 / Math.PI) * (x / (1 + x * x) + Math.atan(x));
    expect(other?.difference?.pValue).toBeCloseTo(pValue, 12);
  });

  it('compares a single run with several, and says of single runs that nothing is known of the noise', () => {
    const [single] = compare(1, runsOf(0, 0.9), runsOf(0, 0.91, 0.92, 0.93));
    expect(single).toMatchObject({ verdict: 'not-distinguishable', difference: { degrees: 2 } });
    const [alone] = compare(1, runsOf(0, 0.9), runsOf(0, 0.91));
    expect(alone).toMatchObject({ verdict: 'not-comparable', difference: null });
    expect(alone?.reason).toContain('--seeds 3');
  });

  it('does not take values that are equal to the last digit for noise of 0', () => {
    const [equal] = compare(1, runsOf(0, 0.9, 0.9), runsOf(0, 0.95, 0.95));
    expect(equal?.verdict).toBe('not-comparable');
  });

  it('judges several arms together: what one of twenty same arms shows by luck is no difference', () => {
    const pair = { original: [0.9, 0.91, 0.92], again: [0.923, 0.933, 0.943] };
    const [alone] = compare(1, runsOf(0, ...pair.original), runsOf(0, ...pair.again));
    expect(alone?.verdict).toBe('differs');
    const arms = Array.from({ length: 20 }, (_, arm) => arm);
    const many = compare(
      20,
      arms.flatMap((arm) => runsOf(arm, ...pair.original)),
      arms.flatMap((arm) => runsOf(arm, ...(arm === 0 ? pair.again : pair.original))),
    );
    expect(many[0]?.difference?.adjustedPValue).toBeCloseTo(20 * (many[0]?.difference?.pValue ?? 0), 10);
    expect(many.slice(1).every(({ verdict }) => verdict === 'not-distinguishable')).toBe(true);
  });

  it('counts what diverged, and compares nothing where a whole side did', () => {
    const [half] = compare(1, runsOf(0, 0.9, null), runsOf(0, 0.9, 0.91, 0.92));
    expect(half?.original).toMatchObject({ runs: 2, diverged: 1, values: [0.9] });
    const [gone] = compare(1, runsOf(0, 0.9, 0.91), runsOf(0, null, null));
    expect(gone).toMatchObject({ verdict: 'not-comparable', difference: null });
    expect(gone?.reason).toContain('2 diverged');
  });

  it('says seconds only where every completed run has them', () => {
    const [one] = compare(1, [runOf(0, 0.9, 2), runOf(0, 0.9, 4)], [runOf(0, 0.9, 2), runOf(0, 0.9)]);
    expect(one?.original.wallSeconds).toBe(3);
    expect(one?.again.wallSeconds).toBeNull();
  });
});

describe('the lines of a reproduction', () => {
  const linesOf = (original: readonly TimedRun[], again: readonly TimedRun[], direction = metric.direction as string) =>
    sideBySideLines(compare(1, original, again), ['linear(0.1)'], {
      ...metric,
      direction: direction as 'maximize' | 'minimize',
    });

  it('show both means, the difference with its interval, costs and the verdict', () => {
    expect(linesOf([runOf(0, 0.9, 2), runOf(0, 0.92, 2)], [runOf(0, 0.91, 4)])).toEqual([
      'linear(0.1)',
      '  test accuracy',
      '    original    0.9100 ± 0.0141  2 runs',
      '    again       0.9100  1 run',
      '    difference  +0.0000, 95% interval −0.2201 to +0.2201',
      '  a run cost',
      '    original    60 updates, 600 examples, 2.0 s',
      '    again       60 updates, 600 examples, 4.0 s',
      '  Not distinguishable at 5% (p = 1.0). So many runs would hardly find a difference below 0.2439.',
    ]);
  });

  it('say which way a difference goes, by the metric’s direction', () => {
    const [before, after] = [runsOf(0, 0.9, 0.901), runsOf(0, 0.95, 0.951)];
    expect(linesOf(before, after).at(-1)).toMatch(
      /^ {2}Differs at 5% \(p [<=] [\d.]+\): trained again it is better\.$/,
    );
    expect(linesOf(before, after, 'minimize').at(-1)).toContain('trained again it is worse');
  });

  it('say what a side has lost, and why nothing is compared', () => {
    const lines = linesOf(runsOf(0, 0.9, null), runsOf(0, null));
    expect(lines).toContain('    original    0.9000  2 runs, 1 without a result (1 diverged)');
    expect(lines.at(-1)).toBe('  Not comparable: trained again, none of its 1 runs has a result (1 diverged).');
  });
});
