import { readRamp } from '@ratebook/core/range-test';
import { describe, expect, it } from 'vitest';
import { rampPlot, rampSentences } from './ramp-plot.js';

const pointsOf = (losses: readonly (number | null)[]) =>
  losses.map((loss, t) => ({ learningRate: 1e-5 * 1.2 ** t, seed: 1, loss, startLoss: 2 }));
const falling = Array.from({ length: 50 }, (_, t) => 2 - t / 50);

describe('a ramp in the terminal', () => {
  it('has a line a rule with where it comes from, and where it stopped', () => {
    const lines = rampSentences(readRamp(pointsOf([...falling, 40, 1e3]), 60));
    expect(lines).toHaveLength(7);
    expect(lines[0]).toMatch(/^valley +\S+ {2}\(fastai 2\.8\)$/);
    expect(lines.at(-1)).toMatch(/^edge +\S+ {2}update 5\d, where the smoothed loss was above four times/);
  });

  it('says why a rule has no answer, and that nothing stopped it', () => {
    const lines = rampSentences(readRamp(pointsOf(Array.from({ length: 40 }, (_, t) => 1 + t / 100)), 40));
    expect(lines[0]).toContain('no valley: the smoothed loss never falls');
    expect(lines.at(-1)).toContain('none: the smoothed loss never rose above four times');
  });

  it('fits into the terminal, and marks the stop', () => {
    const points = pointsOf([...falling, 40, 1e3]);
    for (const columns of [40, 80, 200]) {
      const lines = rampPlot(points, readRamp(points, 60), columns);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
      expect(lines.join('\n')).toContain('×');
      expect(lines[0]).toContain('smoothed');
    }
  });

  it('has nothing above the others where nothing stopped it', () => {
    const points = pointsOf(Array.from({ length: 40 }, (_, t) => 1 + t / 100));
    expect(rampPlot(points, readRamp(points, 40), 80)[2]?.trim()).toBe('above │');
  });
});
