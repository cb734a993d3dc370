import { readFileSync } from 'node:fs';
import { holmAdjusted, mean, sampleVariance, studentTQuantile } from '@ratebook/core/numeric';
import {
  bounds,
  leadPValue,
  meanVariance,
  moderateVariance,
  pooledVariance,
  rankArms,
  rankingRules2026_1 as rules,
  seedsNeeded,
  VIEW_LEVELS,
} from '@ratebook/core/ranking';
import { pairedGain } from '@ratebook/core/study';
import { describe, expect, it } from 'vitest';

const text = readFileSync(new URL('../../docs/ranking.md', import.meta.url), 'utf8');
/** The text without the line breaks that a paragraph happens to have. */
const prose = text.replaceAll(/\s+/g, ' ');

/** Rows of the table whose head has this first and second cell. */
function table(...head: readonly string[]): readonly (readonly string[])[] {
  const cells = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith('|') && head.every((cell, at) => cells(line)[at] === cell));
  expect(start, `a table ${head.join(', ')}`).toBeGreaterThanOrEqual(0);
  const rest = lines.slice(start + 2);
  return rest
    .slice(
      0,
      rest.findIndex((line) => !line.startsWith('|')),
    )
    .map(cells);
}

const worked = table('arm', 'runs').map(([armHash = '', runs = '', ...numbers]) => ({
  armHash,
  values: runs.split(', ').map(Number),
  numbers,
}));
const prior = { degrees: 4, variance: 0.09, source: 'calibration' } as const;
const ownVariance = (values: readonly number[]) =>
  values.length < 2 ? null : { variance: sampleVariance(values), degrees: values.length - 1 };
const estimateOf = (values: readonly number[]) => {
  const moderated = moderateVariance(ownVariance(values), prior, rules);
  return {
    mean: mean(values),
    variance: meanVariance(moderated.variance, values.length, 0, 1),
    degrees: moderated.degrees,
  };
};
const byHash = (hash: string) => estimateOf(worked.find(({ armHash }) => armHash === hash)?.values ?? []);

// d0 = 4: a calibration of five runs.
const board = rankArms(
  {
    direction: 'maximize',
    chance: null,
    calibration: { variance: prior.variance, runs: prior.degrees + 1 },
    view: 'all',
    arms: worked.map(({ armHash, values }) => ({
      armHash,
      runs: values.map((metric) => ({
        account: 'ada',
        metric,
        status: 'completed',
        level: 2,
        isImported: false,
        updates: 1,
        deviceSeconds: null,
      })),
    })),
  },
  rules,
);

describe('the worked example of docs/ranking.md', () => {
  it('stands in the order of the board', () => {
    expect(worked.map(({ armHash }) => armHash)).toEqual(board.rows.map(({ armHash }) => armHash));
  });

  it.each(worked.map((row) => [row.armHash, row] as const))(
    'has the numbers of arm %s that core computes',
    (_, row) => {
      const [average, own, moderated, degrees, lower, upper, rank] = row.numbers;
      const ranked = board.rows.find(({ armHash }) => armHash === row.armHash);
      const variance = ownVariance(row.values);
      expect(Number(average)).toBeCloseTo(ranked?.mean ?? NaN, 4);
      expect(own).toBe(variance === null ? '–' : String(Number(variance.variance.toFixed(6))));
      const computed = moderateVariance(variance, prior, rules);
      expect(Number(moderated)).toBeCloseTo(computed.variance, 6);
      expect(Number(degrees)).toBe(computed.degrees);
      expect(lower).toBe(ranked?.lower?.toFixed(4));
      expect(upper).toBe(ranked?.upper?.toFixed(4));
      expect(rank).toBe(`${String(ranked?.rank?.from)}–${String(ranked?.rank?.to)} of ${String(board.rows.length)}`);
    },
  );

  it('has the steps of arm A', () => {
    const { variance } = byHash('A');
    const quantile = studentTQuantile(rules.confidence, 6);
    expect(prose).toContain(`V = 0.073333 / 3 = ${variance.toFixed(6)}`);
    expect(prose).toContain(`t(0.95; 6) = ${quantile.toFixed(6)}`);
    expect(prose).toContain(
      `91.4 − ${quantile.toFixed(6)}·√${variance.toFixed(6)} = ${(91.4 - quantile * Math.sqrt(variance)).toFixed(4)}`,
    );
  });

  it('has the tests against the leader, adjusted, and the group that follows', () => {
    const p = ['A', 'D', 'C'].map((hash) => leadPValue(byHash('B'), byHash(hash)));
    expect(prose).toContain(
      `p = ${p[0]?.toFixed(4) ?? ''} for A, ${p[1]?.toFixed(4) ?? ''} for D and ${p[2]?.toFixed(4) ?? ''} for C`,
    );
    const adjusted = holmAdjusted(p).toSorted((a, b) => a - b);
    expect(prose).toContain(`: ${adjusted.map((value) => value.toFixed(4)).join(', ')}.`);
    expect(board.rows.filter(({ inLeaderGroup }) => inLeaderGroup).map(({ armHash }) => armHash)).toEqual([
      'B',
      'A',
      'D',
    ]);
    expect(prose).toContain("A and D share B's group, C does not.");
  });

  it('has the pooled bounds', () => {
    const pooled = pooledVariance(
      worked.flatMap(({ values }) => ownVariance(values) ?? []),
      rules,
    );
    expect(prose).toContain(`s² = ${pooled?.variance.toFixed(6) ?? ''} with ${String(pooled?.degrees)} degrees`);
    expect(prose).toContain(`t(0.95; 7) = ${studentTQuantile(0.95, 7).toFixed(6)}`);
    for (const [armHash, lower] of table('arm', 'pooled lower')) {
      const { values } = worked.find((row) => row.armHash === armHash) ?? { values: [] };
      const estimate = {
        mean: mean(values),
        variance: (pooled?.variance ?? NaN) / values.length,
        degrees: pooled?.degrees ?? NaN,
      };
      expect(lower).toBe(bounds(estimate, rules.confidence).lower.toFixed(4));
    }
  });
});

describe('the rules of docs/ranking.md are those of the code', () => {
  it('names each view’s least level', () => {
    expect(
      Object.fromEntries(table('view', 'least level of a run').map(([view, level]) => [view, Number(level)])),
    ).toEqual(VIEW_LEVELS);
  });

  it('prints the seeds that a difference needs', () => {
    const rows = table('difference in seed deviations', 'seeds');
    expect(rows).toHaveLength(3);
    for (const [sigmas, seeds] of rows) expect(Number(seeds)).toBe(seedsNeeded(Number(sigmas)));
  });

  it('states every constant of the ranking', () => {
    expect(prose).toContain(`t(${String(rules.confidence)}; ν)`);
    expect(prose).toContain(`is at most ${String(rules.tieAlpha)}.`);
    expect(prose).toContain(
      `at least ${String(rules.priorArms)} arms have two or more seeds and at least ${String(rules.priorDegrees)} degrees`,
    );
    expect(prose).toContain(`at most ${String(rules.mostPriorDegrees)} -`);
    expect(prose).toContain(`d0 is never below ${String(rules.fewestPriorDegrees)}.`);
    expect(prose).toContain('more than a third was abandoned');
    expect(rules.abandonedShare).toBe(1 / 3);
    expect(prose).toContain(
      `loses ${String(rules.importedBias)}·s0 and its variance gains ${String(rules.importedVariance)}·s0²`,
    );
  });

  it('says how a study’s gain is bounded', () => {
    expect(prose).toContain('mean of the differences d on the test split ± t(0.95; n − 1)·s_d/√n');
    const pairs = [
      [0.91, 0.9],
      [0.94, 0.91],
      [0.93, 0.91],
    ] as const;
    const differences = pairs.map(([winner, other]) => winner - other);
    const reach = studentTQuantile(0.95, 2) * Math.sqrt(sampleVariance(differences) / 3);
    const gain = pairedGain(pairs, 'maximize');
    expect(gain?.lower).toBeCloseTo(mean(differences) - reach, 12);
    expect(gain?.upper).toBeCloseTo(mean(differences) + reach, 12);
  });
});
