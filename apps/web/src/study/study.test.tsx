import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { RungPlot } from '../charts/rung-plot';
import { TrialCurves } from '../charts/trial-curves';
import { comparedBy } from './compared';
import { CostTable } from './cost-table';
import { curvesOf, rungsOf, type StudyTrialData } from './study-data';
import { CurvesFigure, RungFigure } from './study-figures';
import { type StudyLine, StudyList } from './study-list';
import {
  costText,
  differenceText,
  gainHeading,
  gainText,
  runnerUpHeading,
  studySentence,
  trialEndText,
} from './study-words';
import { TrialTable } from './trial-table';

const trial = (position: number, change: Partial<StudyTrialData> = {}): StudyTrialData => ({
  position,
  candidate: position,
  template: 0,
  origin: 'cosine, drawn',
  forkTrial: null,
  forkAt: null,
  until: 40,
  prunedBecause: null,
  isConfirmed: false,
  status: 'COMPLETED',
  reason: null,
  updates: 40,
  readings: [
    { t: 10, loss: 1 + position, metric: 0.5 },
    { t: 40, loss: 0.5 + position, metric: 0.7 },
  ],
  run: { id: `abc-${String(position)}` },
  arm: {
    peakLearningRate: 0.1 * (position + 1),
    policy: { hash: 'a'.repeat(64), notation: `cosine(${String(position)})` },
  },
  ...change,
});
const pruned = trial(1, {
  status: 'PRUNED',
  until: 10,
  updates: 10,
  prunedBecause: 'place 2 of 3 after 10 updates',
  readings: [{ t: 10, loss: 2, metric: 0.4 }],
});
const diverged = trial(2, { status: 'DIVERGED', updates: 6, readings: [], reason: 'the loss was not a finite number' });
const metric = { name: 'accuracy', direction: 'maximize', unit: 'share' };
const loss = comparedBy('loss', metric);

describe('words of a study', () => {
  it('says what was found, or that nothing was', () => {
    const winner = { arm: { policy: { notation: 'cosine(0.1)' } } };
    const because = 'the least validation loss after the whole training';
    expect(studySentence({ problem: null, because, winner })).toBe(`cosine(0.1): ${because}.`);
    expect(studySentence({ problem: null, because: 'every trial diverged or failed', winner: null })).toBe(
      'No winner: every trial diverged or failed.',
    );
    expect(studySentence({ problem: 'x', because, winner })).toBe(
      `Not what its plan asks for: cosine(0.1), ${because}.`,
    );
    expect(studySentence({ problem: 'x', because: null, winner: null })).toBe('Its runs do not lead to an outcome.');
  });

  it('counts cost in updates and beside the full grid, where there is one', () => {
    expect(costText(1200, 3600)).toBe('1,200 updates, 33% of the full grid');
    expect(costText(240, 3600)).toBe('240 updates, 6.7% of the full grid');
    expect(costText(0, 0)).toBe('0 updates');
  });

  it('gives differences of shares in points, others in their unit, and says where a gain tells nothing', () => {
    expect(differenceText(0.004, 'share')).toBe('+0.4 percentage points');
    expect(differenceText(-0.02, 'nats')).toBe('−0.02 nats');
    expect(gainText({ seeds: 3, mean: 0.01, lower: -0.002, upper: 0.022 }, metric)).toMatch(/cannot be told/);
    expect(gainText({ seeds: 3, mean: 0.01, lower: 0.002, upper: 0.018 }, metric)).not.toMatch(/cannot be told/);
    expect(gainText({ seeds: 1, mean: 0.01, lower: null, upper: null }, metric)).toMatch(/one seed tells nothing/);
  });

  it('names the runner-up of a composition by what it is, and whose gain it is', () => {
    const of = (method: 'COMPOSITE' | 'SINGLE', candidate: number | null) => {
      const study = { method, winner: { candidate } };
      return [runnerUpHeading(study), gainHeading(study)];
    };
    expect(of('COMPOSITE', null)).toEqual(['Best single policy', 'Composition gain']);
    expect(of('COMPOSITE', 0)).toEqual(['Best composition', 'Gain of the single policy over the composition']);
    expect(of('SINGLE', 3)).toEqual(['Runner-up', 'Gain over the runner-up']);
  });

  it('says of each trial what became of it, and why', () => {
    expect(trialEndText(pruned)).toBe('pruned: place 2 of 3 after 10 updates');
    expect(trialEndText(diverged)).toBe('diverged after 6 updates: the loss was not a finite number');
    expect(trialEndText(trial(0, { status: 'ABANDONED', updates: 3, reason: 'out of memory' }))).toBe(
      'failed after 3 updates: out of memory',
    );
    expect(trialEndText(trial(0, { status: null }))).toBe('no run');
  });
});

describe('a study in a list', () => {
  it('has no cost where no trial of it could be read', () => {
    const line: StudyLine = {
      id: 'a'.repeat(64),
      method: 'SINGLE',
      trialCount: 3,
      because: null,
      problem: 'Something is not as it should be.',
      searchUpdates: 0,
      fullGridUpdates: 400,
      receivedAt: '2026-07-01T00:00:00Z',
      task: { name: 'digits-mlp@1' },
      account: { handle: 'ada' },
      winner: null,
    };
    const listed = (trialCount: number) => renderToStaticMarkup(<StudyList studies={[{ ...line, trialCount }]} />);
    expect(listed(3)).toMatch(/3 trials.*0 updates.*not what its plan asks for/);
    expect(listed(0)).not.toContain('updates');
    expect(listed(0)).toContain('its plan does not fit');
  });
});

describe('drawings of a study', () => {
  const trials = [trial(0), pruned, diverged, trial(3, { candidate: null, template: null })];

  it('has each candidate at the rungs it came to, a diverged one where it diverged, and no composition', () => {
    const rungs = rungsOf(trials, [10, 40], 'loss');
    expect(rungs.map(({ t, points }) => [t, points.map(({ value }) => value)])).toEqual([
      [10, [1, 2, null]],
      [40, [0.5]],
    ]);
  });

  it('draws the rungs by name, with a cross for what diverged and the winner’s peak', () => {
    const html = renderToStaticMarkup(
      <RungPlot title="Rungs" rungs={rungsOf(trials, [10, 40], 'loss')} compared={loss} best={0.1} size="wide" />,
    );
    expect(html).toContain('10 updates');
    expect(html).toContain('winner 0.1');
    expect(html.match(/class="diverged/g)).toHaveLength(1);
    expect(html).toContain('After 40 updates the least validation loss is 0.5 at a peak of 0.1.');
  });

  it('draws and tabulates the metric where the plan compares by it', () => {
    const html = renderToStaticMarkup(
      <RungFigure
        taskName="digits-mlp@1"
        trials={trials}
        rungs={[10, 40]}
        compared={comparedBy('metric', metric)}
        winner={trial(0)}
      />,
    );
    expect(html).toContain('After 40 updates the greatest validation accuracy is 70% at a peak of 0.1.');
    expect(html).toContain('<td class="number">70%</td>');
    expect(html).toContain('<td class="number">diverged</td>');
    expect(html).not.toContain('validation loss');
  });

  it('tells in the table of curves what diverged from what was not trained so far', () => {
    const props = { taskName: 'digits-mlp@1', totalUpdates: 40, winner: null, runnerUp: null };
    const html = renderToStaticMarkup(<CurvesFigure {...props} trials={[trial(0), pruned, diverged]} />);
    const cells = [...html.matchAll(/<td class="number">([^<]*)<\/td>/g)].map(([, text]) => text);
    expect(cells).toEqual(['1', '0.5', '2', '–', 'diverged', '–']);
  });

  it('draws rungs at which everything had diverged', () => {
    const html = renderToStaticMarkup(
      <RungPlot
        title="Rungs"
        rungs={rungsOf([diverged], [10, 40], 'loss')}
        compared={loss}
        best={null}
        size="narrow"
      />,
    );
    expect(html).toContain('After 10 updates every trial had diverged.');
    expect(html).not.toContain('NaN');
  });

  it('names winner and runner-up among the curves, and crosses out what diverged', () => {
    const curves = curvesOf(trials, { winner: { position: 0 }, runnerUp: { position: 3 } });
    const html = renderToStaticMarkup(<TrialCurves title="Curves" curves={curves} totalUpdates={40} size="wide" />);
    expect(html).toContain('>winner</text>');
    expect(html).toContain('>runner-up</text>');
    expect(html.match(/class="diverged/g)).toHaveLength(1);
    expect(html).not.toContain('NaN');
  });

  it('lists every trial, with its run, its end and the trial that it went on from', () => {
    const forked = trial(3, { forkTrial: 0, forkAt: 20, origin: 'composition, phase 2 of 2' });
    const html = renderToStaticMarkup(
      <TrialTable trials={[trial(0), pruned, forked]} metric={metric} winner={0} runnerUp={3} />,
    );
    expect(html).toContain('href="/runs/abc-1"');
    expect(html).toContain('pruned: place 2 of 3 after 10 updates');
    expect(html).toContain('goes on from trial 0 after 20 updates');
    expect(html).toContain('winner');
  });

  it('puts each cost beside the full grid, and the confirmation apart', () => {
    const costs = {
      searchUpdates: 100,
      searchRestartedUpdates: 150,
      rangeTestUpdates: 20,
      fullGridUpdates: 400,
      confirmationUpdates: 160,
    };
    const html = renderToStaticMarkup(<CostTable costs={costs} candidateCount={4} />);
    for (const part of ['25%', '38%', '30%', '100%', 'apart: confirming']) expect(html).toContain(part);
    expect(
      renderToStaticMarkup(<CostTable costs={{ ...costs, rangeTestUpdates: 0 }} candidateCount={4} />),
    ).not.toContain('range test before');
  });
});
