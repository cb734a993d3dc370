import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { readingText } from './curve-readings';
import { IntervalBar, intervalAxis } from './interval-bar';
import { LandscapePlot } from './landscape-plot';
import { LearningRateMap, type MapPoint } from './learning-rate-map';
import { curveDomain, LearningRateOverTime } from './learning-rate-over-time';
import { PolicyCurve } from './policy-curve';
import { meanLosses, RangePlot } from './range-plot';
import { smoothLoss, TimePanels } from './time-panels';

const point = (change: Partial<MapPoint>): MapPoint => ({
  look: 'here',
  peakLearningRate: 0.1,
  low: null,
  high: null,
  label: 'cosine(0.1)',
  value: '97.2% accuracy',
  href: '/tasks/digits@1',
  ...change,
});

describe('the learning-rate map', () => {
  it('draws each piece of evidence once, linked and named, in the lane of its kind', () => {
    const html = renderToStaticMarkup(
      <LearningRateMap
        size="wide"
        title="Evidence"
        answer={0.1}
        band={{ low: 0.03, high: 0.3, edge: 1, label: 'usable on digits@1' }}
        points={[point({}), point({}), point({ look: 'formula', label: 'SGD', href: '/guide#sgd' })]}
      />,
    );
    expect(html.match(/<a /g)).toHaveLength(3);
    expect(html).toContain('measured here');
    expect(html).toContain('formula');
    expect(html).not.toContain('imported');
    expect(html).toContain('usable on digits@1, 0.03 – 0.3');
    expect(html).toContain('fails from 1');
    expect(html).toContain('best known 0.1');
  });

  it('gives evidence of the question asked the lowest rows, and draws the rest faintly', () => {
    const html = renderToStaticMarkup(
      <LearningRateMap
        size="wide"
        title="Evidence"
        answer={null}
        band={null}
        points={[point({ isAside: true, label: 'rank 8' }), point({ label: 'rank 32' })]}
      />,
    );
    expect(html.match(/mark aside/g)).toHaveLength(1);
    expect(html.indexOf('rank 32')).toBeLessThan(html.indexOf('rank 8'));
  });

  it('says nothing of a band where none is known', () => {
    const html = renderToStaticMarkup(
      <LearningRateMap size="narrow" title="Evidence" answer={null} band={null} points={[point({})]} />,
    );
    expect(html).not.toMatch(/usable|fails from|best known/);
  });
});

describe('the range plot', () => {
  const points = [
    { learningRate: 1e-3, seed: 1, loss: 2, startLoss: 2.3 },
    { learningRate: 1e-3, seed: 2, loss: 1, startLoss: 2.3 },
    { learningRate: 1e-2, seed: 1, loss: 0.5, startLoss: 2.3 },
    { learningRate: 1e-2, seed: 2, loss: 0.7, startLoss: 2.3 },
    { learningRate: 1, seed: 1, loss: null, startLoss: 2.3 },
    { learningRate: 1, seed: 2, loss: 3, startLoss: 2.3 },
  ];

  it('means over seeds, and calls a rate without a mean where any seed diverged', () => {
    expect(meanLosses(points)).toEqual([
      { learningRate: 1e-3, loss: 1.5 },
      { learningRate: 1e-2, loss: 0.6 },
      { learningRate: 1, loss: null },
    ]);
  });

  it('draws a diverged run as a cross at the edge instead of dropping it', () => {
    const html = renderToStaticMarkup(
      <RangePlot
        size="wide"
        title="Range test"
        points={points}
        best={1e-2}
        usableLow={1e-2}
        usableHigh={1e-2}
        edge={1}
      />,
    );
    expect(html).toContain('1: diverged, seed 1');
    expect(html.match(/class="diverged/g)?.length).toBeGreaterThanOrEqual(1);
    expect(html).toContain('best 0.01');
  });

  it('shows a test in which nothing trained without inventing a band', () => {
    const html = renderToStaticMarkup(
      <RangePlot
        size="narrow"
        title="Range test"
        points={points.map((run) => ({ ...run, loss: null }))}
        best={null}
        usableLow={null}
        usableHigh={null}
        edge={null}
      />,
    );
    expect(html).toContain('No learning rate ended below');
    expect(html).not.toContain('usable');
    expect(html).not.toContain('NaN');
  });
});

describe('curves over time', () => {
  it('reaches at most three decades below the peak, so that a decay to zero does not flatten the rest', () => {
    const [low, high] = curveDomain([{ name: 'cosine', updates: [0, 1, 2], learningRates: [0.1, 0.05, 0] }]);
    expect(high / low).toBeLessThan(2000);
    expect(low).toBeLessThan(0.05);
    const [lowest] = curveDomain([{ name: 'cosine', updates: [0, 1], learningRates: [0.1, 1e-12] }]);
    expect(lowest).toBeGreaterThan(5e-5);
  });

  it('can be read off where one points: the nearest drawn update, each curve by its letter', () => {
    const curve = { updates: [0, 50, 99], learningRates: [1e-3, 5e-4, 0] };
    expect(readingText([curve], 60)).toBe('update 60: 5e-4');
    expect(
      readingText(
        [
          { letter: 'A', ...curve },
          { letter: 'B', updates: [0, 99], learningRates: [1, 2] },
        ],
        99,
      ),
    ).toBe('update 99: A 0 · B 2');
    const html = renderToStaticMarkup(
      <LearningRateOverTime size="narrow" title="one" curves={[{ name: 'one', ...curve }]} />,
    );
    expect(html).toContain('update 0: 1e-3');
    expect(html).toContain('update 99: 0');
  });

  it('draws a policy that is zero throughout without a number that is none', () => {
    const html = renderToStaticMarkup(
      <>
        <PolicyCurve learningRates={[0, 0, 0]} label="nothing" />
        <LearningRateOverTime
          size="wide"
          title="zero"
          curves={[{ name: 'zero', updates: [0, 1], learningRates: [0, 0] }]}
        />
      </>,
    );
    expect(html).not.toMatch(/NaN|Infinity/);
  });

  it('marks where a run diverged, and draws no loss after it', () => {
    const html = renderToStaticMarkup(
      <TimePanels
        size="wide"
        title="Run"
        update={[0, 1, 2, 3]}
        learningRate={[1, 1, 1, 1]}
        loss={[2, 3, null, null]}
        evaluatedAt={[2]}
        totalUpdates={4}
        divergedAt={2}
      />,
    );
    expect(html).toContain('diverged at update 2');
    expect(html).not.toContain('NaN');
  });

  it('smooths for the eye without bridging missing losses', () => {
    expect(smoothLoss([1, 2, 3, null, 5])).toEqual([1.5, 2, 2.5, null, 5]);
  });
});

describe('interval bars', () => {
  const row = (mean: number | null, halfWidth = 0.01) => ({
    mean,
    lower: mean === null ? null : mean - halfWidth,
    upper: mean === null ? null : mean + halfWidth,
  });

  it('share one axis that holds every bound', () => {
    const axis = intervalAxis([row(0.95), row(0.9), row(0.8), row(null)]);
    expect(axis.at(0.8)).toBeLessThan(axis.at(0.9));
    expect(axis.at(0.95)).toBeLessThan(272);
    const html = renderToStaticMarkup(
      <svg>
        <IntervalBar axis={axis} mean={null} lower={null} upper={null} baseline={0.9} label="no value" />
      </svg>,
    );
    expect(html).not.toContain('circle');
  });

  it('are not pressed into one dot by an arm that diverged: it becomes an arrow at the end of the axis', () => {
    const axis = intervalAxis([row(0.986, 0.003), row(0.984, 0.003), row(0.976, 0.003), row(0.1)]);
    expect(axis.domain[0]).toBeGreaterThan(0.9);
    const html = renderToStaticMarkup(<IntervalBar axis={axis} {...row(0.1)} baseline={null} label="constant(0.4)" />);
    expect(html).toContain('far off this axis');
    expect(html).not.toContain('circle');
  });

  it('keep the arms of a board whose spread is even on the axis, the worst one too', () => {
    const axis = intervalAxis([row(0.98), row(0.9), row(0.8), row(0.7), row(0.6)]);
    expect(axis.domain[0]).toBeLessThan(0.6);
  });
});

describe('landscapes', () => {
  it('draw every run with a positive learning rate, in one path', () => {
    const html = renderToStaticMarkup(
      <LandscapePlot
        size="wide"
        title="Landscape"
        learningRate={[1e-5, 1e-4, 0]}
        metricValue={[0.8, 0.9, 0.5]}
        formatValue={String}
        metricName="accuracy"
      />,
    );
    expect(html.match(/h0/g)).toHaveLength(2);
  });
});
