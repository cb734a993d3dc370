import { describe, expect, it } from 'vitest';
import { type OptaxReduceOnPlateau, optaxReduceOnPlateau } from './optax-plateau.js';
import { ScheduleRefused } from './schedule.js';

const plateau: OptaxReduceOnPlateau = {
  learningRate: 1,
  factor: 0.5,
  patience: 2,
  rtol: 0,
  atol: 0.01,
  cooldown: 2,
  minScale: 0.2,
};

/** The learning rates after each reading, one update apart. */
function answers(settings: OptaxReduceOnPlateau, readings: readonly number[]): readonly number[] {
  const replay = optaxReduceOnPlateau(settings, ({ loss }) => loss);
  const learningRateAt = replay(readings.map((loss, index) => ({ t: index + 1, metrics: { loss } })));
  return readings.map((_, index) => Number(learningRateAt(index + 1).toPrecision(6)));
}

describe('reduce_on_plateau of Optax', () => {
  it('gives the scales that Optax 0.2.8 gave', () => {
    expect(answers(plateau, [1, 0.995, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.5, 0.5, 0.5, 0.5])).toEqual([
      1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.2, 0.2,
    ]);
    const relative = { ...plateau, factor: 0.1, patience: 1, rtol: 0.001, atol: 0, cooldown: 1, minScale: 0 };
    expect(answers(relative, [1, 0.9995, 0.99, 0.99, 0.99])).toEqual([1, 0.1, 0.1, 0.01, 0.01]);
  });

  it('hears nothing where its metric is missing', () => {
    const learningRateAt = optaxReduceOnPlateau(
      { ...plateau, patience: 1 },
      ({ loss }) => loss,
    )([
      { t: 1, metrics: { accuracy: 0 } },
      { t: 2, metrics: { loss: 1 } },
      { t: 3, metrics: { loss: 1 } },
    ]);
    expect([0, 1, 2, 3].map(learningRateAt)).toEqual([1, 1, 1, 0.5]);
  });

  it('refuses what Optax refuses', () => {
    for (const wrong of [{ factor: 1 }, { atol: -1 }, { rtol: 2 }, { atol: 0 }]) {
      expect(() => optaxReduceOnPlateau({ ...plateau, ...wrong }, ({ loss }) => loss)).toThrow(ScheduleRefused);
    }
  });
});
