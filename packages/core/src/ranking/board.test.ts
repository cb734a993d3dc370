import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Board,
  fitVariancePrior,
  leadPValue,
  rankArms,
  type RankedArm,
  type RankedRun,
  type RankingInput,
  rankingRules2026_1 as rules,
  recommend,
  varianceBetweenAccounts,
} from './index.js';

const run = (metric: number | null, change: Partial<RankedRun> = {}): RankedRun => ({
  account: 'ada',
  metric,
  status: metric === null ? 'diverged' : 'completed',
  level: 2,
  isImported: false,
  updates: 100,
  deviceSeconds: 1,
  ...change,
});
const armOf = (armHash: string, ...runs: RankedRun[]): RankedArm => ({ armHash, runs });
const input = (arms: readonly RankedArm[], change: Partial<RankingInput> = {}): RankingInput => ({
  direction: 'maximize',
  chance: 10,
  calibration: { variance: 0.09, runs: 20 },
  view: 'all',
  arms,
  ...change,
});
const rowOf = (board: Board, armHash: string) => board.rows.find((row) => row.armHash === armHash);

const anyRun: fc.Arbitrary<RankedRun> = fc.record({
  account: fc.constantFrom('ada', 'grace', 'emmy'),
  metric: fc.double({ min: 60, max: 99, noNaN: true }),
  status: fc.constantFrom('completed', 'completed', 'completed', 'diverged', 'abandoned'),
  level: fc.constantFrom(0, 2, 4, 6),
  isImported: fc.boolean(),
  updates: fc.integer({ min: 1, max: 1000 }),
  deviceSeconds: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
});
const anyArms = fc
  .array(fc.array(anyRun, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 9 })
  .map((arms) => arms.map((runs, index) => armOf(`arm-${String(index)}`, ...runs)));
const seeded = { seed: 20_261, numRuns: 150 };

describe('the contract of a board, over any runs', () => {
  it('does not depend on the order of arms or of runs, to the last digit', () => {
    fc.assert(
      fc.property(anyArms, fc.constantFrom('all', 'verified', 'records'), (arms, view) => {
        const shuffled = arms.toReversed().map((arm) => ({ ...arm, runs: arm.runs.toReversed() }));
        expect(rankArms(input(shuffled, { view }), rules)).toEqual(rankArms(input(arms, { view }), rules));
      }),
      seeded,
    );
  });

  it('keeps lower ≤ mean ≤ upper, the score at the bound that ranks, and ranked rows before unranked ones', () => {
    fc.assert(
      fc.property(anyArms, fc.constantFrom('maximize', 'minimize'), (arms, direction) => {
        const { rows } = rankArms(input(arms, { direction }), rules);
        for (const { rank, lower, mean, upper, score, unrankedReason } of rows) {
          expect(rank === null).toBe(unrankedReason !== null);
          if (rank === null) continue;
          expect(lower).toBeLessThanOrEqual(mean ?? -Infinity);
          expect(mean).toBeLessThanOrEqual(upper ?? -Infinity);
          expect(score).toBe(direction === 'maximize' ? lower : upper);
        }
        const firstUnranked = rows.findIndex(({ rank }) => rank === null);
        if (firstUnranked >= 0) expect(rows.slice(firstUnranked).every(({ rank }) => rank === null)).toBe(true);
      }),
      seeded,
    );
  });

  it('has one leader, in its own group, with the best score, and every position inside its range', () => {
    fc.assert(
      fc.property(anyArms, (arms) => {
        const ranked = rankArms(input(arms), rules).rows.filter(({ rank }) => rank !== null);
        expect(ranked.filter(({ isLeader }) => isLeader)).toHaveLength(Math.min(1, ranked.length));
        for (const [position, { rank, score, isLeader, inLeaderGroup }] of ranked.entries()) {
          expect(isLeader).toBe(position === 0);
          if (isLeader) expect(inLeaderGroup).toBe(true);
          expect(score).toBeLessThanOrEqual(ranked[0]?.score ?? -Infinity);
          expect(rank?.from).toBeLessThanOrEqual(position + 1);
          expect(rank?.to).toBeGreaterThanOrEqual(position + 1);
          expect(rank?.to).toBeLessThanOrEqual(ranked.length);
        }
      }),
      seeded,
    );
  });

  it('mirrors a metric to minimize exactly', () => {
    fc.assert(
      fc.property(anyArms, (arms) => {
        const negated = arms.map((arm) => ({
          ...arm,
          runs: arm.runs.map((one) => ({ ...one, metric: one.metric === null ? null : -one.metric })),
        }));
        const up = rankArms(input(arms), rules).rows;
        const down = rankArms(input(negated, { direction: 'minimize', chance: -10 }), rules).rows;
        expect(down.map(({ armHash, rank, inLeaderGroup }) => ({ armHash, rank, inLeaderGroup }))).toEqual(
          up.map(({ armHash, rank, inLeaderGroup }) => ({ armHash, rank, inLeaderGroup })),
        );
        for (const [index, row] of down.entries()) {
          const mirror = up[index];
          if (row.rank === null || mirror?.rank == null) continue;
          expect([row.lower, row.mean, row.upper]).toEqual([
            -(mirror.upper ?? 0),
            -(mirror.mean ?? 0),
            -(mirror.lower ?? 0),
          ]);
        }
      }),
      seeded,
    );
  });

  it('shifts and scales with the metric’s unit: a share and its percentage rank alike', () => {
    fc.assert(
      fc.property(anyArms, (arms) => {
        const scaled = arms.map((arm) => ({
          ...arm,
          runs: arm.runs.map((one) => ({ ...one, metric: one.metric === null ? null : 4 * one.metric })),
        }));
        const plain = rankArms(input(arms), rules).rows;
        // A power of two: doubles then scale without rounding.
        const other = rankArms(
          input(scaled, { chance: 40, calibration: { variance: 16 * 0.09, runs: 20 } }),
          rules,
        ).rows;
        expect(other.map(({ armHash, rank }) => ({ armHash, rank }))).toEqual(
          plain.map(({ armHash, rank }) => ({ armHash, rank })),
        );
      }),
      seeded,
    );
  });
});

describe('what one arm does to another', () => {
  const steady = [armOf('a', run(90), run(90.2)), armOf('b', run(91), run(91.3))];

  it('moves no other arm’s score while the task’s noise is its calibration', () => {
    const before = rankArms(input(steady), rules);
    const after = rankArms(input([...steady, armOf('c', run(99), run(70))]), rules);
    for (const hash of ['a', 'b']) expect(rowOf(after, hash)?.score).toBe(rowOf(before, hash)?.score);
  });

  it('moves others through the fitted prior alone, once five arms have two seeds', () => {
    const five = ['a', 'b', 'c', 'd', 'e'].map((hash, index) =>
      armOf(hash, run(90), run(90 + 0.1 * (index + 1)), run(90.3)),
    );
    const before = rankArms(input(five), rules);
    const after = rankArms(input([...five, armOf('z', run(80), run(99), run(70))]), rules);
    expect(after.seedDeviation).not.toBe(before.seedDeviation);
    expect(rowOf(after, 'a')?.mean).toBe(rowOf(before, 'a')?.mean);
  });

  it('reads nothing but its own input: another task’s board is the same before and after', () => {
    const other = input(steady);
    const before = JSON.stringify(rankArms(other, rules));
    rankArms(input([armOf('a', run(1), run(2))]), rules);
    expect(JSON.stringify(rankArms(other, rules))).toBe(before);
  });
});

describe('abandoned, diverged and imported runs', () => {
  const lapsed = (account: string) => run(null, { status: 'abandoned', account });

  it('count an abandoned seed at the arm’s worst less s̃, in the mean and in n', () => {
    const board = rankArms(input([armOf('a', run(90), run(91), run(92), lapsed('ada'))]), rules);
    // d0 = 19 of the calibration; s² = 1 with two degrees.
    const deviation = Math.sqrt((19 * 0.09 + 2 * 1) / 21);
    expect(rowOf(board, 'a')?.mean).toBeCloseTo((90 + 91 + 92 + 90 - deviation) / 4, 10);
    expect(rowOf(board, 'a')).toMatchObject({ runs: 4, completedRuns: 3, abandonedRuns: 1 });
  });

  it('rank an arm of which exactly a third was abandoned, and no more', () => {
    const third = rankArms(input([armOf('a', run(90), run(91), lapsed('ada'))]), rules);
    expect(rowOf(third, 'a')?.rank).not.toBeNull();
    const more = rankArms(input([armOf('a', run(90), run(91), run(92), lapsed('ada'), lapsed('ada'))]), rules);
    expect(rowOf(more, 'a')?.unrankedReason).toBe('2 of 5 runs were abandoned');
  });

  it('let no stranger’s lapsed ticket hide an import', () => {
    const imported = run(90, { isImported: true });
    const board = rankArms(input([armOf('a', imported, imported, lapsed('mallory'))]), rules);
    expect(rowOf(board, 'a')).toMatchObject({ isImported: true, runs: 2, abandonedRuns: 0 });
  });

  it('do not rank a divergence whose imputation is not known', () => {
    const board = rankArms(input([armOf('a', run(90), run(null))], { chance: null }), rules);
    expect(rowOf(board, 'a')?.unrankedReason).toContain('chance level is not known');
  });

  it('take the discount of level 2 for an import: 0.75 s0 and one more s0² of variance', () => {
    const runs = [run(90), run(90.4)];
    const own = rowOf(rankArms(input([armOf('a', ...runs)]), rules), 'a');
    const imported = rowOf(
      rankArms(input([armOf('a', ...runs.map((one) => ({ ...one, isImported: true })))]), rules),
      'a',
    );
    expect(imported?.mean).toBeCloseTo((own?.mean ?? 0) - 0.75 * 0.3, 10);
    const reach = (row: typeof own) => ((row?.mean ?? 0) - (row?.lower ?? 0)) ** 2;
    const s2 = (19 * 0.09 + 0.08) / 20;
    expect(reach(imported) / reach(own)).toBeCloseTo((s2 / 2 + 0.09) / (s2 / 2), 10);
  });

  it('let an import speak for nothing that was run under a ticket', () => {
    const board = rankArms(input([armOf('a', run(90), run(99, { isImported: true }))]), rules);
    expect(rowOf(board, 'a')).toMatchObject({ runs: 1, isImported: false });
  });

  it('leave a board without any known noise unranked, and say so', () => {
    const board = rankArms(input([armOf('b', run(90)), armOf('a', run(91))], { calibration: null }), rules);
    expect(board.seedDeviation).toBeNull();
    expect(board.rows.map(({ armHash, unrankedReason }) => [armHash, unrankedReason])).toEqual([
      ['a', 'the task’s seed noise is not known yet'],
      ['b', 'the task’s seed noise is not known yet'],
    ]);
  });
});

describe('the variance prior against independent values', () => {
  // The same formulas with scipy.special and scipy.optimize.brentq (SciPy 1.17.1).
  it('fits d0 and s0² of seven arms', () => {
    const variances = [1, 0.2, 4, 0.5, 2, 0.9, 0.3].map((variance, index) => ({
      variance,
      degrees: [9, 4, 6, 9, 8, 5, 7][index] ?? 0,
    }));
    const prior = fitVariancePrior(variances, rules);
    expect(prior?.degrees).toBeCloseTo(3.821457111, 6);
    expect(prior?.variance).toBeCloseTo(0.7147684613, 8);
  });

  it('takes 200 degrees and the mean logarithm where the spread is no more than sampling', () => {
    const variances = [0.04, 0.09, 0.0625, 0.16, 0.01, 0.25].map((variance, index) => ({
      variance,
      degrees: [2, 2, 4, 1, 3, 2][index] ?? 0,
    }));
    expect(fitVariancePrior(variances, rules)).toMatchObject({ degrees: 200 });
    expect(fitVariancePrior(variances, rules)?.variance).toBeCloseTo(0.1228221312, 9);
  });

  it('never goes below one degree', () => {
    const wild = [1, 0.01, 4, 0.5, 0.002, 9, 0.3].map((variance) => ({ variance, degrees: 4 }));
    expect(fitVariancePrior(wild, rules)?.degrees).toBe(1);
  });

  it('leaves out variances of zero, and needs five arms and eight degrees beside them', () => {
    const five = Array.from({ length: 5 }, () => ({ variance: 1, degrees: 2 }));
    expect(fitVariancePrior(five, rules)).not.toBeNull();
    expect(fitVariancePrior([...five.slice(1), { variance: 0, degrees: 9 }], rules)).toBeNull();
    expect(
      fitVariancePrior(
        five.map((one) => ({ ...one, degrees: 1 })),
        rules,
      ),
    ).toBeNull();
  });
});

describe('accounts, tests and recommendations', () => {
  it('find what lies between accounts beyond seed noise, never below zero', () => {
    // Means 1 and 3 spread by a variance of 2; noise 0.5 · ½ = 0.25.
    expect(varianceBetweenAccounts([{ means: [1, 3], variance: 0.5, runsByAccount: [2, 2] }])).toBeCloseTo(1.75, 12);
    expect(varianceBetweenAccounts([{ means: [1, 1.1], variance: 5, runsByAccount: [1, 1] }])).toBe(0);
    expect(varianceBetweenAccounts([{ means: [1], variance: 5, runsByAccount: [3] }])).toBe(0);
  });

  it('test the lead one-sidedly: half where means are equal, and the two directions sum to one', () => {
    const estimate = (mean: number) => ({ mean, variance: 0.02, degrees: 6 });
    expect(leadPValue(estimate(1), estimate(1))).toBeCloseTo(0.5, 12);
    expect(leadPValue(estimate(1), estimate(1.2)) + leadPValue(estimate(1.2), estimate(1))).toBeCloseTo(1, 12);
  });

  it('recommend a lone arm with its own interval', () => {
    const lone = {
      armHash: 'a',
      peakLearningRate: 0.1,
      mean: 90,
      score: 89,
      upper: 91,
      inLeaderGroup: true,
      costUpdates: 10,
    };
    const recommended = recommend([lone], 0.3);
    expect(recommended?.expected.mean).toBe(90);
    expect(recommended?.expected.lower).toBeCloseTo(89, 10);
    expect(recommended?.expected.upper).toBeCloseTo(91, 10);
    expect(recommend([], 0.3)).toBeNull();
  });
});
