import { describe, expect, it } from 'vitest';
import { parsePredictions, parseTiming } from './artefacts.js';
import { parseTrace } from './trace.js';

const trace = { update: [0, 1, 2], learningRate: [0.1, 0.1, 0], loss: [2, null, 1.5] };
const problems = (parsed: ReturnType<typeof parseTrace>) =>
  parsed.ok ? [] : parsed.refusals.map(({ code, path }) => `${code} ${path}`);

describe('parseTrace', () => {
  it('reads a trace with every optional column, and an empty one', () => {
    const whole = { ...trace, groups: { head: [1, 1, 1] }, tokens: [5, 5, 0], skipped: [false, true, false] };
    expect(parseTrace(whole)).toEqual({ ok: true, value: whole });
    expect(parseTrace({ update: [], learningRate: [], loss: [] }).ok).toBe(true);
  });

  it('lists every bad column with its first bad entry', () => {
    const bad = {
      update: [0, 1, 2],
      learningRate: [0.1, 'x', 'y'],
      loss: [1, 2],
      groups: { head: [1, null, 1] },
      tokens: [1, 1.5, -1],
      skipped: [0, 1, 0],
      extra: [],
    };
    expect(problems(parseTrace(bad))).toEqual([
      'trace.shape extra',
      'trace.shape learningRate[1]',
      'trace.shape loss',
      'trace.shape tokens[1]',
      'trace.shape skipped[0]',
      'trace.non-finite groups.head[1]',
    ]);
  });

  it('refuses numbers that are not finite and a null anywhere but in loss', () => {
    expect(problems(parseTrace({ ...trace, learningRate: [0.1, null, 0] }))).toEqual([
      'trace.non-finite learningRate[1]',
    ]);
    expect(problems(parseTrace({ ...trace, loss: [1, Infinity, 1] }))).toEqual(['trace.non-finite loss[1]']);
    expect(problems(parseTrace({ ...trace, loss: [1, NaN, 1] }))).toEqual(['trace.non-finite loss[1]']);
  });

  it('refuses a text nan as it came: it is no loss, and never 0', () => {
    const parsed = parseTrace({ ...trace, loss: [1, 'nan', 1] });
    expect(parsed.ok ? '' : parsed.refusals[0]?.message).toBe(
      'loss[1]: expected a finite number, or null where it was not one, got "nan".',
    );
  });

  it('refuses a gap, a repetition and a start after 0, each at its place', () => {
    for (const [update, path] of [
      [[0, 2, 3], 'update[1]'],
      [[0, 1, 1], 'update[2]'],
      [[1, 2, 3], 'update[0]'],
    ] as const) {
      expect(problems(parseTrace({ ...trace, update }))).toEqual([`trace.order ${path}`]);
    }
  });

  it('refuses what is no object of columns, however deep it is nested', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    for (const input of [null, 'x', [trace], deep]) expect(problems(parseTrace(input))).toEqual(['trace.shape ']);
    expect(problems(parseTrace({ ...trace, loss: [1, deep, 1] }))).toEqual(['trace.shape loss[1]']);
    expect(problems(parseTrace({}))).toEqual(['trace.shape update', 'trace.shape learningRate', 'trace.shape loss']);
  });

  it('makes one refusal of a column of a hundred thousand bad entries', () => {
    const many = Array.from({ length: 100_000 }, (_, t) => t);
    const bad = parseTrace({ update: many, learningRate: many.map(() => 'x'), loss: many });
    expect(problems(bad)).toHaveLength(1);
  });
});

describe('parseTiming and parsePredictions', () => {
  const timing = {
    update: [10],
    wallSeconds: [1.5],
    deviceSeconds: [1.5],
    energyJoules: null,
    peakMemoryBytes: [1024],
  };

  it('read columns of one length, null where a device does not say', () => {
    expect(parseTiming(timing)).toEqual({ ok: true, value: timing });
    expect(parsePredictions({ item: [0, 1], predicted: [3, 0], logLoss: [0.1, null] }).ok).toBe(true);
  });

  it('list every bad column', () => {
    expect(
      problems(parseTiming({ ...timing, wallSeconds: [-1], deviceSeconds: [1, 2], peakMemoryBytes: [0.5] }) as never),
    ).toEqual(['trace.shape wallSeconds[0]', 'trace.shape deviceSeconds', 'trace.shape peakMemoryBytes[0]']);
    expect(problems(parsePredictions({ item: [0, 1], predicted: [3], logLoss: 'x', labels: [] }) as never)).toEqual([
      'trace.shape labels',
      'trace.shape predicted',
      'trace.shape logLoss',
    ]);
    expect(problems(parsePredictions(null) as never)).toEqual(['trace.shape ']);
  });
});
