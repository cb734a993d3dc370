import { describe, expect, it } from 'vitest';
import { kerasReduceOnPlateau } from './keras-plateau.js';

const callback = {
  learningRate: 0.1,
  monitor: 'loss',
  mode: 'min',
  factor: 0.5,
  patience: 2,
  minDelta: 0.01,
  cooldown: 2,
  minLearningRate: 0.02,
} as const;

/** The learning rates after each reading, one update apart. */
function answers(settings: Parameters<typeof kerasReduceOnPlateau>[0], readings: readonly number[]): readonly number[] {
  const learningRateAt = kerasReduceOnPlateau(settings)(
    readings.map((loss, index) => ({ t: index + 1, metrics: { loss } })),
  );
  return readings.map((_, index) => Number(learningRateAt(index + 1).toPrecision(6)));
}

describe('ReduceLROnPlateau of Keras', () => {
  it('gives the learning rates that Keras 3.15.1 gave', () => {
    const readings = [1, 0.995, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.5, 0.5, 0.5, 0.5];
    expect(answers(callback, readings)).toEqual([
      0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.025, 0.025, 0.02, 0.02,
    ]);
    expect(
      answers(
        { ...callback, mode: 'max', factor: 0.1, patience: 0, minDelta: 0, cooldown: 1, minLearningRate: 0 },
        [1, 0.9, 0.8, 1.1, 1],
      ),
    ).toEqual([0.1, 0.01, 0.001, 0.001, 0.0001]);
  });

  it('has its own learning rate before the first reading, and hears no other metric', () => {
    const learningRateAt = kerasReduceOnPlateau({ ...callback, patience: 1 })([
      { t: 2, metrics: { loss: 1, accuracy: 0 } },
      { t: 3, metrics: { accuracy: 0 } },
      { t: 4, metrics: { loss: 1 } },
    ]);
    const first = Math.fround(0.1);
    expect([0, 2, 3, 4].map(learningRateAt)).toEqual([first, first, first, Math.fround(first * 0.5)]);
  });
});
