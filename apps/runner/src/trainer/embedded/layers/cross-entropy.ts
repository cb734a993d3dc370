import type { GraphBuilder, Value } from './layer.js';

export interface CrossEntropy {
  /** −log p(label) of each item, in nats: (batch). */
  readonly itemLoss: Value;
  /** Their mean: a scalar. */
  readonly loss: Value;
  /** Adds the nodes of d loss / d logits, for a batch of `batchSize` items. */
  readonly backward: (batchSize: number) => Value;
}

/**
 * Softmax and cross-entropy in one, for logits (batch, classes) and labels (batch) as int32.
 * Gradient: (softmax(logits) − one-hot(label)) / batch.
 */
export function crossEntropy(graph: GraphBuilder, logits: Value, labels: Value): CrossEntropy {
  const logProbabilities = graph.node('LogSoftmax', [logits], { axis: 1 });
  const column = graph.node('Unsqueeze', [graph.cast(labels, 'int64'), graph.integers(1)]);
  const picked = graph.node('GatherElements', [logProbabilities, column], { axis: 1 });
  const itemLoss = graph.node('Neg', [graph.node('Squeeze', [picked, graph.integers(1)])]);
  return {
    itemLoss,
    loss: graph.node('ReduceMean', [itemLoss, graph.integers(0)], { keepdims: 0 }),
    backward: (batchSize) => {
      const probabilities = graph.node('Exp', [logProbabilities]);
      const minusOnes = graph.node('Expand', [graph.scalar(-1), graph.node('Shape', [column])]);
      const difference = graph.node('ScatterElements', [probabilities, column, minusOnes], {
        axis: 1,
        reduction: 'add',
      });
      return graph.divide(difference, graph.scalar(batchSize));
    },
  };
}
