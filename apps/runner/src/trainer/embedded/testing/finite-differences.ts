import type { CompiledGraph } from '../engine.js';
import { randomStream } from '../random.js';
import type { Feeds, TensorData } from '../tensor.js';

const STEP = 1e-5;

export function float64Tensor(shape: readonly number[], data: Float64Array): TensorData {
  return { type: 'float64', shape, data };
}

/** Numbers in ±1, the same for the same seed. */
export function randomVector(length: number, seed: number): Float64Array {
  const random = randomStream(seed, 0);
  return Float64Array.from({ length }, () => random() / 2 ** 31 - 1);
}

/**
 * The worst distance between the output `gradient:<name>` of a float64 graph and the central differences of its output
 * `loss` over the input `name`, relative to the largest entry of the gradient. `entries` limits which are looked at.
 */
export async function worstGradientError(
  graph: CompiledGraph,
  feeds: Feeds,
  name: string,
  entries?: readonly number[],
): Promise<number> {
  const values = dataOf(feeds, name);
  const gradient = dataOf(await graph.run(feeds), `gradient:${name}`);
  const scale = gradient.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const lossAt = async (entry: number, value: number) => {
    const moved = Float64Array.from(values);
    moved[entry] = value;
    const input = feeds[name];
    if (input === undefined) throw new TypeError(name);
    return dataOf(await graph.run({ ...feeds, [name]: float64Tensor(input.shape, moved) }), 'loss')[0] ?? NaN;
  };
  let worst = 0;
  for (const entry of entries ?? values.keys()) {
    const value = values[entry] ?? NaN;
    const slope = ((await lossAt(entry, value + STEP)) - (await lossAt(entry, value - STEP))) / (2 * STEP);
    const error = Math.abs(slope - (gradient[entry] ?? NaN)) / scale;
    // Written so that NaN counts as the worst.
    if (!(error <= worst)) worst = error;
  }
  return worst;
}

function dataOf(feeds: Feeds, name: string): Float64Array {
  const tensor = feeds[name];
  if (tensor?.type !== 'float64') throw new TypeError(`There is no float64 tensor "${name}".`);
  return tensor.data;
}
