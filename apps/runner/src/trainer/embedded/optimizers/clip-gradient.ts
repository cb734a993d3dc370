import type { GraphBuilder, Value } from '../onnx/graph-builder.js';

/** As PyTorch's clip_grad_norm_: keeps the quotient finite where the gradient is zero. */
const NORM_FLOOR = 1e-6;

/** The gradient times min(1, maximumNorm / (‖gradient‖₂ + 1e-6)), over all parameters at once. */
export function clipGradient(graph: GraphBuilder, gradient: Value, maximumNorm: number): Value {
  const square = graph.node('ReduceSumSquare', [gradient, graph.integers(0)], { keepdims: 0 });
  const norm = graph.add(graph.node('Sqrt', [square]), graph.scalar(NORM_FLOOR));
  const factor = graph.node('Min', [graph.scalar(1), graph.divide(graph.scalar(maximumNorm), norm)]);
  return graph.multiply(gradient, factor);
}
