import type { Net } from './nets/net.js';
import { parameterCount, sizeOf } from './nets/net.js';
import { randomStream } from './random.js';

const WEIGHTS_STREAM = 0;

/** The flat vector of a net's initial weights: uniform in ±bound, tensor by tensor, from `seed` alone. */
export function initialWeights(net: Net, seed: number): Float32Array {
  const random = randomStream(seed, WEIGHTS_STREAM);
  const weights = new Float32Array(parameterCount(net));
  let offset = 0;
  for (const { shape, initialBound } of net.parameters) {
    const end = offset + sizeOf(shape);
    // A bias of zeros draws nothing, so its size moves no other tensor's numbers.
    for (; initialBound > 0 && offset < end; offset++) {
      weights[offset] = (random() / 2 ** 31 - 1) * initialBound;
    }
    offset = end;
  }
  return weights;
}
