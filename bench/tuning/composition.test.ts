import { describe, expect, it } from 'vitest';
import { gainOf, replayComposition } from './composition.js';
import { bestOfGrid, type Composition, COMPOSITIONS, FRESH_SEEDS } from './composition-cases.js';
import { readRecorded } from './recorded-landscape.js';
import { type Scene, SCENES } from './scenes.js';

const [scene = SCENES[0] as Scene] = SCENES.filter(({ id }) => id === 'digits-mlp-100');
const grid = readRecorded('landscape').get(scene.id);
const composed = readRecorded('composition').get(scene.id);
if (grid === undefined || composed === undefined) throw new Error(`${scene.id} is not recorded.`);

describe('a composition’s gain', () => {
  it('counts a training that diverged as one of twice the loss, on either side', () => {
    expect(gainOf(1, 2)).toBe(0.5);
    expect(gainOf(1, Infinity)).toBe(0.5);
    expect(gainOf(2, 1)).toBe(-1);
    expect(gainOf(Infinity, 1)).toBe(-1);
    expect(gainOf(5, 1)).toBe(-1);
    expect(gainOf(Infinity, Infinity)).toBe(0);
  });

  it('is lost, not left out, where no composition came through', () => {
    const [composition] = COMPOSITIONS as [Composition];
    const diverging: typeof composed = {
      ...composed,
      report: (policy, seed) => grid.report(policy, seed) ?? { readings: [], updates: 1, end: 'diverged' },
    };
    const lost = FRESH_SEEDS.map(() => -1);
    expect(replayComposition({ scene, grid, composed: diverging }, composition, 1)).toMatchObject({
      isChosen: false,
      gains: lost,
      gainsOverGrid: lost,
    });
  });
});

describe('the best of a grid', () => {
  it('is judged by the seeds that were recorded of all, and is nobody where none was', () => {
    const best = bestOfGrid(scene, grid.report);
    expect(best).not.toBeNull();
    expect(bestOfGrid({ ...scene, seeds: scene.seeds + 5 }, grid.report)).toEqual(best);
    expect(bestOfGrid(scene, () => null)).toBeNull();
  });
});
