import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { PlanFacts, type StudyPlanData } from './plan-facts';

const PLAN: StudyPlanData = {
  draw: 'grid',
  seed: 0,
  space: null,
  candidateCount: 16,
  totalUpdates: 120,
  strategy: 'climb',
  rungs: [10, 20, 60, 120],
  looks: [10, 20],
  eta: null,
  keepsOneBelow: null,
  stride: 2,
  giveUpAt: 60,
  by: 'loss',
  phaseBoundaries: [],
  phaseHeights: [],
  confirmations: 3,
};
const HALVING = { strategy: 'halving', looks: null, stride: null, giveUpAt: null, eta: 3, keepsOneBelow: true };

const shown = (change: Partial<StudyPlanData>, begunCount: number | null = 16) =>
  renderToStaticMarkup(
    <PlanFacts method="SINGLE" plan={{ ...PLAN, ...change }} metricName="accuracy" begunCount={begunCount} />,
  );

describe('facts of a plan', () => {
  it('tell how a climb looks first, and when it gives up', () => {
    expect(shown({})).toContain(
      'climb: every second learning rate first, compared after 10 or 20 updates, then from the best to its neighbours; ' +
        'a lower one that is behind at 60 is given up',
    );
  });

  it('tell the look of a climb that gives up at just that point', () => {
    const html = shown({ rungs: [20, 120], looks: [20], giveUpAt: 20 });
    expect(html).toContain('compared after 20 updates');
    expect(html).toContain('behind at 20 is given up');
  });

  it('tell the rungs of halving, and that without a rung before the end every candidate was trained whole', () => {
    expect(shown({ ...HALVING, rungs: [10, 40, 120] })).toContain(
      'halving at 10, 40, 120 updates; one in 3 goes on, and the next lower learning rate',
    );
    expect(shown({ ...HALVING, rungs: [120] })).toContain('none: every candidate over 120 updates');
  });

  it('count the candidates that were begun, where some were not', () => {
    expect(shown({}, 9)).toContain('16 on a grid, of which 9 were begun');
    expect(shown({ draw: 'sobol', seed: 7 }, 1)).toContain('16, sobol, seed 7, of which 1 was begun');
    for (const begunCount of [16, null]) expect(shown({}, begunCount)).not.toContain('begun');
  });
});
