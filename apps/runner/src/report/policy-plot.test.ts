import { compilePolicy, parseNotation } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { describe, expect, it } from 'vitest';
import { type PlotFrame, policyPlot } from './policy-plot.js';

const learningRateOf = (notation: string, totalUpdates: number) =>
  valueOrThrow(compilePolicy(valueOrThrow(parseNotation(notation)), { totalUpdates })).learningRateAt;

const plotOf = (notation: string, totalUpdates: number, frame: Partial<PlotFrame> = {}) =>
  policyPlot([{ learningRateAt: learningRateOf(notation, totalUpdates), mark: '●' }], {
    totalUpdates,
    columns: 60,
    ...frame,
  });

const FRAME = 10;
/** Columns of a row that are marked. */
const marksIn = (row = '') => Array.from(row.slice(FRAME)).flatMap((cell, column) => (cell === ' ' ? [] : [column]));

describe('a plot of a policy', () => {
  it('falls from the top left to the bottom right for a linear decay, between its labels', () => {
    const rows = plotOf('linear(2e-5)', 1000);
    expect(rows[0]).toMatch(/^ {4}2e-5 │●/);
    expect(rows[11]).toMatch(/^ {7}0 │ +●+$/);
    expect(marksIn(rows[0])[0]).toBe(0);
    expect(marksIn(rows[11]).at(-1)).toBe(49);
    expect(rows.at(-1)).toMatch(/^ {10}0 +500 +1000 updates$/);
  });

  it('marks every column, and stays within the characters of the line', () => {
    for (const columns of [40, 80, 200]) {
      const rows = plotOf('cosine(0.1, warmup=10%)', 12_345, { columns });
      expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(columns);
      const width = (rows[12] ?? '').length - FRAME;
      expect(new Set(rows.slice(0, 12).flatMap(marksIn)).size).toBe(width);
    }
  });

  it('is as wide as the run where that is shorter than the line', () => {
    expect(plotOf('constant(0.1)', 3)[12]).toBe(`${' '.repeat(9)}└───`);
    expect(plotOf('constant(0.1)', 1)[0]).toBe('     0.1 │●');
  });

  it('fills a column from its least to its greatest learning rate, so that a jump is a line', () => {
    const rows = plotOf('constant(1) until 500; constant(0.5)', 1000, { columns: 20 });
    expect(marksIn(rows[0])).toEqual([0, 1, 2, 3, 4]);
    const wild = plotOf('wave(sawtooth, 0 .. 1, length=50)', 1000, { columns: 20 });
    for (const row of wild.slice(0, 12)) expect(marksIn(row)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('shows decades on a logarithmic axis, and 0 below them', () => {
    const rows = plotOf('exponential(1, factor=0.1, every=20%)', 1000, { isLogarithmic: true });
    const heights = rows.slice(0, 12).map((row) => marksIn(row)[0] ?? -1);
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    const warming = plotOf('constant(0.1, warmup=1)', 100, { isLogarithmic: true });
    expect(warming[12]).toMatch(/^ {7}0 │●/);
    expect(plotOf('constant(0)', 100, { isLogarithmic: true })[11]).toMatch(/0 │●/);
  });

  it('marks boundaries on the axis', () => {
    const axis = plotOf('constant(1)', 1000, { boundaries: [500, 999] })[12] ?? '';
    expect(Array.from(axis).flatMap((cell, column) => (cell === '┴' ? [column - FRAME] : []))).toEqual([25, 49]);
  });

  it('tells two curves apart, and where they are one', () => {
    const rows = policyPlot(
      [
        { learningRateAt: learningRateOf('constant(1)', 100), mark: '●', name: 'first' },
        { learningRateAt: learningRateOf('constant(1) until 50; constant(0.5)', 100), mark: '○', name: 'second' },
      ],
      { totalUpdates: 100, columns: 60 },
    );
    expect(rows[0]?.slice(FRAME)).toBe(`${'◉'.repeat(25)}${'●'.repeat(25)}`);
    expect(rows.slice(1, 12).join('')).toContain('○'.repeat(25));
    expect(rows.at(-1)?.trim()).toBe('● first   ○ second   ◉ both');
  });
});
