import type { Predictions } from '@ratebook/core/run';
import type { CompiledGraph } from './engine.js';
import type { Split } from './data/dataset.js';
import { float32Data, float32Tensor, int32Data } from './tensor.js';

const ITEMS_PER_BATCH = 512;

/** A held-out measurement. */
export interface SplitResult {
  /** Share of items whose most probable class is theirs, 0 to 1; null where the model gave a number that is not finite. */
  readonly accuracy: number | null;
  /** Mean of −log p(class), in nats; null where it is not finite. */
  readonly loss: number | null;
  readonly predictions: Predictions;
}

/** Measures all items of a split, in their order. The sums are of doubles in that order: the same bits every time. */
export async function evaluateSplit(
  graph: CompiledGraph,
  split: Split,
  parameters: Float32Array,
): Promise<SplitResult> {
  const itemCount = split.items.length;
  const predicted: number[] = [];
  const itemLosses: number[] = [];
  for (let start = 0; start < itemCount; start += ITEMS_PER_BATCH) {
    const size = Math.min(ITEMS_PER_BATCH, itemCount - start);
    const positions = Int32Array.from({ length: size }, (_, index) => start + index);
    const outputs = await graph.run({
      ...split.batch(positions),
      parameters: float32Tensor([parameters.length], parameters),
    });
    predicted.push(...int32Data(outputs, 'predicted'));
    itemLosses.push(...float32Data(outputs, 'itemLoss'));
  }
  const loss = itemLosses.reduce((sum, itemLoss) => sum + itemLoss, 0) / itemCount;
  const correct = predicted.filter((label, position) => label === split.labels[position]).length;
  return {
    accuracy: Number.isFinite(loss) ? correct / itemCount : null,
    loss: Number.isFinite(loss) ? loss : null,
    predictions: {
      item: [...split.items],
      predicted,
      logLoss: itemLosses.map((itemLoss) => (Number.isFinite(itemLoss) ? itemLoss : null)),
    },
  };
}
