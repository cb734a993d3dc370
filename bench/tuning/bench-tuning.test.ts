import { describe, expect, it } from 'vitest';
import { reachesGoal } from '../figure.js';
import { benchTuning } from './bench-tuning.js';
import { estimate } from './estimate.js';
import { type Field, fieldsOf, finalLoss } from './field.js';
import { planOf } from './plans.js';
import { knownAt, play } from './play.js';
import { hitChance } from './random-subset.js';
import { readRecorded } from './recorded-landscape.js';
import { evaluationsOf, gridOf, type Scene, SCENES } from './scenes.js';
import { COST_EFFECTIVE, ONE_EPOCH, replaySearch } from './searches.js';

const grids = readRecorded('landscape');
const [scene = SCENES[0] as Scene] = SCENES.filter(({ id }) => id === 'digits-mlp-100');

function fieldsOfScene(): readonly Field[] {
  const landscape = grids.get(scene.id);
  if (landscape === undefined) throw new Error(`${scene.id} is not recorded.`);
  return fieldsOf(scene, landscape);
}

describe('what is recorded', () => {
  it('is of scenes that are still declared, evaluated where they say', () => {
    for (const [id, landscape] of [...grids, ...readRecorded('composition')]) {
      const own = SCENES.find((one) => one.id === id);
      expect(own, id).toBeDefined();
      if (own !== undefined) expect(landscape.evaluateAt).toEqual(evaluationsOf(own));
    }
  });

  it('holds at least one whole grid of every landscape, with divergences where learning rates are too high', () => {
    let diverged = 0;
    for (const own of SCENES.filter(({ id }) => grids.has(id))) {
      const landscape = grids.get(own.id);
      const reports = gridOf(own).map(({ policy }) => landscape?.report(policy, 1) ?? null);
      expect(reports, own.id).not.toContain(null);
      expect(Math.min(...reports.map(finalLoss)), own.id).toBeGreaterThan(0);
      diverged += reports.filter((report) => report?.end === 'diverged').length;
    }
    expect(diverged).toBeGreaterThan(0);
  });
});

describe('a replay', () => {
  it('never shows more of a training than was asked for', () => {
    const readings = [10, 30, 100].map((t) => ({ t, loss: 1, metric: 0.5 }));
    expect(knownAt({ readings, updates: 100, end: 'completed' }, 30)).toEqual({
      readings: readings.slice(0, 2),
      updates: 30,
      end: null,
    });
    // One that diverges later is not known to.
    expect(knownAt({ readings: readings.slice(0, 2), updates: 40, end: 'diverged' }, 10).end).toBeNull();
    expect(knownAt({ readings: readings.slice(0, 2), updates: 40, end: 'diverged' }, 100).end).toBe('diverged');
  });

  it('says which training is missing from the record', () => {
    const [field] = fieldsOfScene();
    if (field === undefined) throw new Error('no field');
    const played = play(planOf(field.landscape, field.candidates), () => null);
    // The first look asks for every second candidate.
    expect(played.missing).toHaveLength(field.candidates.length / 2);
    expect(played.state.outcome).toBeNull();
  });

  it('decides alike each time, and costs less than the grid', () => {
    for (const field of fieldsOfScene()) {
      for (const kind of [COST_EFFECTIVE, ONE_EPOCH]) {
        const [first, second] = [replaySearch(field, 1, kind, 0.9), replaySearch(field, 1, kind, 0.9)];
        expect(second).toEqual(first);
        expect(first.costShare).toBeGreaterThan(0.1);
        expect(first.costShare).toBeLessThan(first.restartedShare);
        expect(first.costShare).toBeLessThan(0.7);
        expect(first.regret).toBeGreaterThanOrEqual(0);
      }
    }
  });
});

describe('the arithmetic of rivals', () => {
  it('counts random subsets exactly', () => {
    expect(hitChance(10, 1, 3)).toBeCloseTo(0.3, 12);
    expect(hitChance(4, 2, 2)).toBeCloseTo(5 / 6, 12);
    expect(hitChance(4, 2, 1.5)).toBeCloseTo((1 / 2 + 5 / 6) / 2, 12);
    expect(hitChance(4, 0, 3)).toBe(0);
    expect(hitChance(4, 4, 0)).toBe(0);
  });

  it('weighs landscapes alike, and is surer of many seeds than of few', () => {
    const seeds = (landscape: string, values: readonly number[]) =>
      values.map((value, seed) => ({ landscape, seed, value }));
    const found = estimate([...seeds('a', [1, 1, 1, 1]), ...seeds('b', [0])]);
    expect(found.mean).toBe(0.5);
    expect([found.lower, found.upper]).toEqual([0, 1]);
    const half = (count: number) =>
      estimate(
        seeds(
          'a',
          Array.from({ length: count }, (_, index) => index % 2),
        ),
      );
    expect(half(100).upper - half(100).lower).toBeLessThan(half(10).upper - half(10).lower);
  });
});

describe('benchTuning', () => {
  it('gives every figure once, each a share', { timeout: 60_000 }, async () => {
    const figures = await benchTuning();
    const ids = figures.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(['tuning.within-1-percent-share', 'tuning.cost-share']));
    for (const { id, value, about } of figures) {
      // A composition may cost more than the grid that it is held against, and lose.
      if (!id.endsWith('cost-share')) expect(Math.abs(value), id).toBeLessThanOrEqual(1);
      if (!id.includes('gain')) expect(value, id).toBeGreaterThanOrEqual(0);
      expect(about, id).toMatch(/95% interval/);
    }
    const planned = figures.find(({ id }) => id === 'tuning.cost-share-planned');
    expect(planned === undefined ? null : reachesGoal(planned)).toBe(true);
  });
});
