import { type ForgedSubmission, forgeRamp, forgeRangeTest } from '@ratebook/core/testing';
import type { Submission } from '@ratebook/core/submission';
import { describe, expect, it } from 'vitest';
import { limitOf, NOT_CAUGHT, outcomeOf, rejectedBy } from './outcome.js';

const honest = forgeRangeTest();
type RangeTest = NonNullable<Submission['rangeTest']>;
const withRange = (change: (held: RangeTest) => Partial<RangeTest>): ForgedSubmission =>
  honest.with((held) => ({ ...held, rangeTest: held.rangeTest && { ...held.rangeTest, ...change(held.rangeTest) } }));

describe('lies about a range test', () => {
  it.each<[string, (held: RangeTest) => Partial<RangeTest>]>([
    ['a best that is not', ({ readOuts }) => ({ readOuts: { ...readOuts, best: 0.3 } })],
    ['a wider usable range', ({ readOuts }) => ({ readOuts: { ...readOuts, usable: { low: 0.01, high: 0.3 } } })],
    ['an edge further off', ({ readOuts }) => ({ readOuts: { ...readOuts, edge: 30 } })],
    ['no edge where one was met', ({ readOuts }) => ({ readOuts: { ...readOuts, edge: null } })],
    [
      'a point better than its run',
      ({ points }) => ({ points: points.map((one, at) => (at === 0 ? { ...one, loss: 0.1 } : one)) }),
    ],
    ['a diverged point left out', ({ points }) => ({ points: points.filter(({ loss }) => loss !== null) })],
    [
      'one point twice for two runs',
      ({ points }) => ({ points: points.map((one, at) => (at === 1 ? points[0]! : one)) }),
    ],
    [
      'a learning rate that no run had',
      ({ points }) => ({ points: points.map((one, at) => (at === 0 ? { ...one, learningRate: 0.02 } : one)) }),
    ],
  ])('%s is caught by T08', (_, change) => {
    expect(outcomeOf(withRange(change))).toEqual(rejectedBy(1, 'T08'));
  });

  it('runs longer than the prefix are caught by T04, T05, T06 and T08', () => {
    expect(outcomeOf(withRange(() => ({ prefixUpdates: 19 })))).toEqual(rejectedBy(1, 'T04', 'T05', 'T06', 'T08'));
  });

  it('another policy than the swept one is caught by S02 and T08', () => {
    const flat = { version: 1, law: 'constant', learningRate: 0.1 };
    expect(outcomeOf(withRange(() => ({ policy: flat })))).toEqual(rejectedBy(0, 'S02', 'T08'));
  });

  it('a seed left out at the learning rate where it diverged is caught by S03 and T08', () => {
    const index = honest.submission.runs.findIndex(({ status }) => status === 'diverged');
    expect(outcomeOf(honest.withoutRun(index))).toEqual(rejectedBy(0, 'S03', 'T08'));
  });

  it('losses invented alike in runs and points are not caught by this edition', () => {
    const better = honest.with((held) => ({
      ...held,
      runs: held.runs.map((run) => ({
        ...run,
        evaluations: run.evaluations.map((one) => ({
          ...one,
          metrics: { ...one.metrics, loss: 0.9 * (one.metrics['loss'] ?? 0) },
        })),
      })),
      rangeTest: held.rangeTest && {
        ...held.rangeTest,
        points: held.rangeTest.points.map((one) => ({
          ...one,
          loss: one.loss === null ? null : 0.9 * one.loss,
          startLoss: 0.9 * one.startLoss,
        })),
      },
    }));
    expect(outcomeOf(better)).toEqual(NOT_CAUGHT);
    expect(limitOf('T08', better)).toContain('longer training');
  });
});

describe('lies about a ramp', () => {
  const ramp = forgeRamp();
  const withRamp = (change: (held: RangeTest) => Partial<RangeTest>) =>
    ramp.with((held) => ({ ...held, rangeTest: held.rangeTest && { ...held.rangeTest, ...change(held.rangeTest) } }));

  it.each<[string, (held: RangeTest) => Partial<RangeTest>]>([
    [
      'a suggestion that its rule does not give',
      ({ readOuts }) => ({ readOuts: { ...readOuts, ramp: readOuts.ramp && { ...readOuts.ramp, steep: 0.1 } } }),
    ],
    ['a best, which a ramp cannot have', ({ readOuts }) => ({ readOuts: { ...readOuts, best: 0.1 } })],
    ['no edge where it blew up', ({ readOuts }) => ({ readOuts: { ...readOuts, edge: null } })],
    [
      'a smoother loss than the trace has',
      ({ points }) => ({ points: points.map((one, at) => (at === 9 ? { ...one, loss: 1 } : one)) }),
    ],
    ['an end that was cut off', ({ points }) => ({ points: points.slice(0, -1) })],
    [
      'learning rates that the policy does not ask',
      ({ points }) => ({ points: points.map((one) => ({ ...one, learningRate: 2 * one.learningRate })) }),
    ],
  ])('%s is caught by T08', (_, change) => {
    expect(outcomeOf(withRamp(change))).toEqual(rejectedBy(1, 'T08'));
  });

  it('a steady training that calls itself a ramp is caught by S02 and T08', () => {
    const policy = { version: 1, law: 'constant', learningRate: 0.1 };
    const steady = ramp
      .withArm(0, { policy })
      .with((held) => ({ ...held, rangeTest: held.rangeTest && { ...held.rangeTest, policy } }));
    expect(outcomeOf(steady)).toEqual(rejectedBy(0, 'S02', 'T01', 'T08'));
  });
});
