import type { PolicyEvent } from '@ratebook/core/policy';
import { Draw } from './draw.js';

/** How a metric goes from evaluation to evaluation. */
const TRENDS: readonly ((draw: Draw, index: number) => number)[] = [
  // Falls, then stays exactly where it is: ties are no improvement.
  (_draw, index) => (index < 4 ? 2 - 0.3 * index : 0.8),
  // Better by a hair and worse in turns, about a value that a threshold of 1e-4 or 0.01 tells apart.
  (draw, index) => Number((1 - 0.004 * index + draw.pick([-0.02, -0.0001, 0, 0.0001, 0.02])).toPrecision(6)),
  // Noise about a slope, upwards: what a rule that maximizes waits for.
  (draw, index) => Number((0.3 + 0.05 * index + draw.number(-0.1, 0.1)).toPrecision(6)),
];

/**
 * The evaluations of a run, at the end of each epoch, in three ways to go; the same for the same seed. Evaluations that
 * would come after the last update are left out.
 */
export function seriesOf(
  seed: number,
  totalUpdates: number,
  updatesPerEpoch: number,
  metrics: readonly string[],
): readonly (readonly PolicyEvent[])[] {
  const count = Math.max(0, Math.ceil(totalUpdates / updatesPerEpoch) - 1);
  return TRENDS.map((trend, which) => {
    const draw = new Draw(seed + which);
    return Array.from({ length: count }, (_, index) => ({
      t: (index + 1) * updatesPerEpoch,
      metrics: Object.fromEntries(metrics.map((name) => [name, trend(draw, index)])),
    }));
  });
}
