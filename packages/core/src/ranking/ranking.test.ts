import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, sampleVariance } from '../numeric/index.js';
import {
  bounds,
  fitVariancePrior,
  leaderGroup,
  meanVariance,
  moderateVariance,
  pooledVariance,
  rankArms,
  type RankedArm,
  rankingRules2026_1 as rules,
  rankRanges,
  recommend,
  safeBand,
  seedsNeeded,
} from './index.js';

// The worked example of docs/ranking.md.
const EXAMPLE = { A: [91.2, 91.6, 91.4], B: [91.9], C: [90.1, 91, 90.4, 90.7, 90.3], D: [91.5, 91.3] };
const ownVariance = (values: readonly number[]) =>
  values.length < 2 ? null : { variance: sampleVariance(values), degrees: values.length - 1 };

function armOf(armHash: string, metrics: readonly (number | null)[], account = 'ada'): RankedArm {
  return {
    armHash,
    runs: metrics.map((metric) => ({
      account,
      metric,
      status: metric === null ? 'diverged' : 'completed',
      level: 2,
      isImported: false,
      updates: 100,
      deviceSeconds: null,
    })),
  };
}

const input = (arms: readonly RankedArm[]) =>
  ({ direction: 'maximize', chance: 10, calibration: { variance: 0.09, runs: 20 }, view: 'all', arms }) as const;

describe('golden numbers', () => {
  it('pools the variances of the worked example', () => {
    const pooled = pooledVariance(
      Object.values(EXAMPLE).flatMap((values) => ownVariance(values) ?? []),
      rules,
    );
    expect(pooled?.variance).toBeCloseTo(0.085714, 6);
    expect(pooled?.degrees).toBe(7);
    const lower = Object.values(EXAMPLE).map(
      (values) =>
        bounds({ mean: mean(values), variance: (pooled?.variance ?? 0) / values.length, degrees: 7 }, 0.95).lower,
    );
    [91.0798, 91.3453, 90.2519, 91.0078].forEach((golden, index) => expect(lower[index]).toBeCloseTo(golden, 4));
  });

  it('moderates the variances of the worked example', () => {
    const prior = { degrees: 4, variance: 0.09, source: 'fitted' } as const;
    const scored = Object.values(EXAMPLE).map((values) => {
      const moderated = moderateVariance(ownVariance(values), prior, rules);
      const variance = meanVariance(moderated.variance, values.length, 0, 1);
      return { moderated, lower: bounds({ mean: mean(values), variance, degrees: moderated.degrees }, 0.95).lower };
    });
    [0.073333, 0.09, 0.1075, 0.076].forEach((golden, index) =>
      expect(scored[index]?.moderated.variance).toBeCloseTo(golden, 6),
    );
    [91.0962, 91.2604, 90.2273, 91.0072].forEach((golden, index) =>
      expect(scored[index]?.lower).toBeCloseTo(golden, 4),
    );
  });

  it('needs 4, 14 and 51 seeds for differences of 2, 1 and ½ deviations', () => {
    expect([2, 1, 0.5].map(seedsNeeded)).toEqual([4, 14, 51]);
  });
});

describe('the variance prior', () => {
  it('recovers a common variance, with many degrees of freedom where the spread is only sampling', () => {
    const prior = fitVariancePrior(
      Array.from({ length: 12 }, () => ({ variance: 4, degrees: 4 })),
      rules,
    );
    expect(prior?.degrees).toBe(200);
  });

  it('is not fitted to fewer than five arms', () => {
    expect(
      fitVariancePrior(
        Array.from({ length: 4 }, () => ({ variance: 4, degrees: 9 })),
        rules,
      ),
    ).toBeNull();
  });

  it('leaves arms with an imputed run out, so that one divergence does not widen everybody’s interval', () => {
    const steady = ['a', 'b', 'c'].map((hash, index) => armOf(hash, [90 + index, 90.3 + index, 90.6 + index]));
    const before = rankArms(input(steady), rules).rows.find(({ armHash }) => armHash === 'a');
    const after = rankArms(input([...steady, armOf('z', [91, null, null])]), rules).rows.find(
      ({ armHash }) => armHash === 'a',
    );
    expect(after?.lower).toBe(before?.lower);
  });
});

describe('rankArms', () => {
  it('ranks by the bound, not by the mean: one lucky seed does not beat three steady ones by much', () => {
    const board = rankArms(input([armOf('steady', [91.4, 91.5, 91.6]), armOf('lucky', [91.7])]), rules);
    expect(board.rows.map(({ armHash }) => armHash)).toEqual(['steady', 'lucky']);
    expect(board.rows[1]?.inLeaderGroup).toBe(true);
  });

  it('counts a diverged run at chance and shows how often the arm diverges', () => {
    const [row] = rankArms(input([armOf('a', [91, null])]), rules).rows;
    expect(row?.mean).toBeCloseTo((91 + 10) / 2, 10);
    expect(row?.divergence.mean).toBeCloseTo(0.5, 10);
  });

  it('counts an abandoned seed as worse than the worst, only beside completed runs of the same account', () => {
    const arm = armOf('a', [91, 91.2, 91.4]);
    const lapsed = { ...arm.runs[0]!, metric: null, status: 'abandoned' as const };
    const own = rankArms(input([{ ...arm, runs: [...arm.runs, lapsed] }]), rules).rows[0];
    const strangers = rankArms(input([{ ...arm, runs: [...arm.runs, { ...lapsed, account: 'mallory' }] }]), rules)
      .rows[0];
    const clean = rankArms(input([arm]), rules).rows[0];
    expect(own?.mean).toBeLessThan(clean?.mean ?? 0);
    expect(strangers?.mean).toBe(clean?.mean);
  });

  it('does not rank an arm of which more than a third was abandoned', () => {
    const arm = armOf('a', [91]);
    const lapsed = { ...arm.runs[0]!, metric: null, status: 'abandoned' as const };
    const [row] = rankArms(input([{ ...arm, runs: [...arm.runs, lapsed] }]), rules).rows;
    expect(row?.rank).toBeNull();
    expect(row?.unrankedReason).toContain('1 of 2');
  });

  it('shows each view only runs at or above its level, and imported runs on "all" alone', () => {
    const arm = armOf('a', [91, 91.2]);
    const imported = { ...arm, armHash: 'i', runs: arm.runs.map((run) => ({ ...run, isImported: true, level: 4 })) };
    expect(rankArms({ ...input([arm, imported]), view: 'verified' }, rules).rows).toEqual([]);
    const all = rankArms(input([arm, imported]), rules);
    expect(all.rows.map(({ armHash }) => armHash)).toEqual(['a', 'i']);
    expect(all.rows[1]?.isImported).toBe(true);
  });

  const boards = fc.array(fc.array(fc.double({ min: 80, max: 99, noNaN: true }), { minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 12,
  });

  it('does not depend on the order of the arms', () => {
    fc.assert(
      fc.property(boards, (metrics) => {
        const arms = metrics.map((values, index) => armOf(`arm-${String(index)}`, values));
        const order = (board: ReturnType<typeof rankArms>) =>
          board.rows.map(({ armHash, rank, inLeaderGroup }) => ({ armHash, rank, inLeaderGroup }));
        expect(order(rankArms(input(arms.toReversed()), rules))).toEqual(order(rankArms(input(arms), rules)));
      }),
    );
  });

  it('treats a metric to minimize as the mirror image of one to maximize', () => {
    fc.assert(
      fc.property(boards, (metrics) => {
        const arms = metrics.map((values, index) => armOf(`arm-${String(index)}`, values));
        const mirrored = metrics.map((values, index) =>
          armOf(
            `arm-${String(index)}`,
            values.map((value) => -value),
          ),
        );
        const up = rankArms(input(arms), rules);
        const down = rankArms({ ...input(mirrored), direction: 'minimize', chance: -10 }, rules);
        expect(down.rows.map(({ armHash }) => armHash)).toEqual(up.rows.map(({ armHash }) => armHash));
        down.rows.forEach((row, index) => {
          expect(row.upper).toBeCloseTo(-(up.rows[index]?.lower ?? 0), 9);
          expect(row.lower).toBeLessThanOrEqual(row.mean ?? 0);
        });
      }),
    );
  });

  it('gives every arm a range of ranks that its own position can lie in', () => {
    fc.assert(
      fc.property(boards, (metrics) => {
        const { rows } = rankArms(input(metrics.map((values, index) => armOf(`arm-${String(index)}`, values))), rules);
        for (const { rank } of rows) {
          expect(rank?.from).toBeGreaterThanOrEqual(1);
          expect(rank?.to).toBeLessThanOrEqual(rows.length);
          expect(rank?.from).toBeLessThanOrEqual(rank?.to ?? 0);
        }
      }),
    );
  });
});

describe('tie groups', () => {
  it('keep the leader and whoever cannot be told from it', () => {
    const estimate = (centre: number) => ({ mean: centre, variance: 0.01, degrees: 20 });
    expect(leaderGroup([estimate(10), estimate(9.95), estimate(8)], 0, 0.05)).toEqual([true, true, false]);
  });

  it('range ranks over intervals that overlap', () => {
    expect(
      rankRanges([
        { lower: 5, upper: 6 },
        { lower: 4, upper: 5.5 },
        { lower: 1, upper: 2 },
      ]),
    ).toEqual([
      { from: 1, to: 2 },
      { from: 1, to: 2 },
      { from: 3, to: 3 },
    ]);
  });
});

describe('recommendations', () => {
  const candidate = (peakLearningRate: number, score: number, costUpdates = 100, inLeaderGroup = true) => ({
    armHash: String(peakLearningRate),
    peakLearningRate,
    mean: score + 0.1,
    score,
    upper: score + 0.2,
    inLeaderGroup,
    costUpdates,
  });

  it('take the cheapest of the arms that cannot be told from the leader', () => {
    expect(recommend([candidate(0.1, 90), candidate(0.2, 89.9, 50), candidate(1, 70, 10, false)], 0.3)?.armHash).toBe(
      '0.2',
    );
  });

  it('say that one learning rate is no band', () => {
    expect(safeBand([candidate(0.1, 90)], 0.3)).toEqual({ reason: 'one LR tried, no band' });
    expect(safeBand([candidate(0.1, 90), candidate(0.2, 89.8), candidate(1, 70)], 0.3)).toEqual({
      low: 0.1,
      high: 0.2,
    });
  });
});
