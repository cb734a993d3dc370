import { describe, expect, it } from 'vitest';
import { compileGraph } from '../engine.js';
import { initialWeights } from '../initial-weights.js';
import { gradientGraph } from '../net-graphs.js';
import { randomBelow, randomStream } from '../random.js';
import { int32Tensor, type Feeds } from '../tensor.js';
import { float64Tensor, worstGradientError } from '../testing/finite-differences.js';
import { digitsMlp } from './digits-mlp.js';
import { glossBag, WORDS_PER_GLOSS } from './gloss-bag.js';
import { glorotBound, heBound, type Net, parameterCount, sizeOf } from './net.js';

const BATCH = 5;
const ENTRIES_PER_TENSOR = 6;

/** The largest entries' positions would hide errors elsewhere: some of every tensor, at random. */
function someEntriesOfEveryTensor(net: Net, preferred: readonly number[]): number[] {
  const random = randomStream(11, 0);
  let offset = 0;
  const entries = net.parameters.flatMap(({ shape }) => {
    const size = sizeOf(shape);
    const start = offset;
    offset += size;
    return Array.from({ length: ENTRIES_PER_TENSOR }, () => start + randomBelow(random, size));
  });
  return [...preferred, ...entries];
}

function labelsAndParameters(net: Net): Feeds {
  const random = randomStream(12, 0);
  return {
    labels: int32Tensor(
      [BATCH],
      Int32Array.from({ length: BATCH }, () => randomBelow(random, net.classCount)),
    ),
    parameters: float64Tensor([parameterCount(net)], Float64Array.from(initialWeights(net, 5))),
  };
}

describe('the gradient of each whole net agrees with central differences', () => {
  it('digits-mlp, in every parameter tensor', async () => {
    const random = randomStream(13, 0);
    const pixels = Float64Array.from({ length: BATCH * 64 }, () => randomBelow(random, 17) / 16);
    const graph = await compileGraph(gradientGraph(digitsMlp, BATCH, 'float64'));
    const feeds = { ...labelsAndParameters(digitsMlp), pixels: float64Tensor([BATCH, 64], pixels) };
    const entries = someEntriesOfEveryTensor(digitsMlp, []);
    expect(await worstGradientError(graph, feeds, 'parameters', entries)).toBeLessThan(1e-6);
  });

  it('gloss-bag, in every parameter tensor and in the rows that the batch names', async () => {
    const random = randomStream(14, 0);
    const count = BATCH * WORDS_PER_GLOSS;
    const words = Int32Array.from({ length: count }, () => 1 + randomBelow(random, 50));
    const weights = new Float64Array(count).fill(1 / WORDS_PER_GLOSS);
    const graph = await compileGraph(gradientGraph(glossBag, BATCH, 'float64'));
    const feeds = {
      ...labelsAndParameters(glossBag),
      words: int32Tensor([BATCH, WORDS_PER_GLOSS], words),
      weights: float64Tensor([BATCH, WORDS_PER_GLOSS], weights),
    };
    const namedRows = [...words.subarray(0, 8)].map((row) => row * 32 + (row % 32));
    const entries = someEntriesOfEveryTensor(glossBag, namedRows);
    expect(await worstGradientError(graph, feeds, 'parameters', entries)).toBeLessThan(1e-6);
  });
});

describe('initial weights', () => {
  it('fill each tensor up to its bound, and biases with zeros', () => {
    for (const net of [digitsMlp, glossBag]) {
      const weights = initialWeights(net, 1);
      let offset = 0;
      for (const { name, shape, initialBound } of net.parameters) {
        const tensor = weights.subarray(offset, (offset += sizeOf(shape)));
        const largest = tensor.reduce((held, value) => Math.max(held, Math.abs(value)), 0);
        expect(largest, name).toBeLessThanOrEqual(initialBound * (1 + 1e-7));
        expect(largest, name).toBeGreaterThanOrEqual(0.9 * initialBound);
      }
      expect(offset).toBe(weights.length);
    }
  });

  it('keep to the published bounds', () => {
    expect(heBound(6)).toBe(1);
    expect(glorotBound(2, 4)).toBe(1);
  });
});
