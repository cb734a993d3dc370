import { linePath } from './geometry';

const [WIDTH, HEIGHT, MARGIN] = [120, 28, 2];

/**
 * The small curve beside a policy's name: 120 × 28, its learning rates from the first update to the last, its own peak at
 * the top and 0 at the foot. A shape to recognise, not to read values from; hence no axis.
 */
export function PolicyCurve({ learningRates, label }: { learningRates: readonly number[]; label: string }) {
  const peak = Math.max(...learningRates, 0);
  const last = Math.max(1, learningRates.length - 1);
  const points = learningRates.map((learningRate, index) => ({
    x: MARGIN + (index / last) * (WIDTH - 2 * MARGIN),
    y: HEIGHT - MARGIN - (peak > 0 ? learningRate / peak : 0) * (HEIGHT - 2 * MARGIN - 1),
  }));
  const path = linePath(points);
  return (
    <svg
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="learning-rate"
      role="img"
      aria-label={label}
    >
      <path className="band" d={`${path}L${WIDTH - MARGIN},${HEIGHT - 1}L${MARGIN},${HEIGHT - 1}Z`} />
      <path className="line" d={path} />
    </svg>
  );
}
