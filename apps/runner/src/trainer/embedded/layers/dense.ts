import type { GraphBuilder, Layer, Value } from './layer.js';

/**
 * y = x·W + b for x (batch, in), W (in, out), b (out).
 * Gradients: dx = dy·Wᵀ, dW = xᵀ·dy, db = Σ over the batch of dy.
 */
export function dense(graph: GraphBuilder, input: Value, weight: Value, bias: Value): Layer {
  return {
    output: graph.node('Gemm', [input, weight, bias]),
    backward: (outputGradient) => ({
      input: graph.node('Gemm', [outputGradient, weight], { transB: 1 }),
      parameters: [graph.node('Gemm', [input, outputGradient], { transA: 1 }), graph.sum(outputGradient, 0)],
    }),
  };
}
