import { randomPermutation, randomStream } from './random.js';

/** Which items each update sees. */
export interface BatchOrder {
  readonly updatesPerEpoch: number;
  /** Positions in the training split for the update of index t. Meant to be asked in order: it holds one epoch. */
  readonly positionsAt: (t: number) => Int32Array;
}

/**
 * Every epoch is a new permutation of the items, drawn from `dataSeed` and the epoch's number alone, cut into whole
 * batches; the rest of less than a batch is left out of that epoch.
 */
export function batchOrder(itemCount: number, batchSize: number, dataSeed: number): BatchOrder {
  const updatesPerEpoch = Math.floor(itemCount / batchSize);
  let held: { epoch: number; order: Int32Array } = { epoch: -1, order: new Int32Array() };
  return {
    updatesPerEpoch,
    positionsAt: (t) => {
      const epoch = Math.floor(t / updatesPerEpoch);
      if (epoch !== held.epoch) {
        held = { epoch, order: randomPermutation(randomStream(dataSeed, epoch + 1), itemCount) };
      }
      const start = (t % updatesPerEpoch) * batchSize;
      return held.order.subarray(start, start + batchSize);
    },
  };
}
