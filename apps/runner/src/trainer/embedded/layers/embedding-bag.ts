import type { GraphBuilder, Layer, Value } from './layer.js';

/**
 * The weighted sum of table rows: y[b] = Σ over k of weight[b, k]·E[index[b, k]], for indices and weights (batch, k) and
 * a table E (rows, width). With weights 1/count it is the mean; a padding entry has weight 0.
 * Gradient: dE[r] = Σ over all (b, k) with index[b, k] = r of weight[b, k]·dy[b]; a row that no index names gets 0.
 */
export function embeddingBag(
  graph: GraphBuilder,
  input: { readonly indices: Value; readonly weights: Value },
  table: Value,
  tableShape: readonly [number, number],
): Layer {
  const rows = graph.node('Gather', [table, input.indices], { axis: 0 });
  const weightRow = graph.node('Unsqueeze', [input.weights, graph.integers(1)]);
  const output = graph.node('Squeeze', [graph.node('MatMul', [weightRow, rows]), graph.integers(1)]);
  return {
    output,
    backward: (outputGradient) => {
      const perEntry = graph.multiply(
        graph.node('Unsqueeze', [input.weights, graph.integers(2)]),
        graph.node('Unsqueeze', [outputGradient, graph.integers(1)]),
      );
      const zeros = graph.node('Expand', [graph.scalar(0), graph.integers(...tableShape)]);
      const address = graph.node('Unsqueeze', [graph.cast(input.indices, 'int64'), graph.integers(2)]);
      const gradient = graph.node('ScatterND', [zeros, address, perEntry], { reduction: 'add' });
      return { input: null, parameters: [gradient] };
    },
  };
}
