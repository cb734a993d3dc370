import type { GraphBuilder, Layer, Value } from './layer.js';

/** y = max(x, 0). Gradient: dx = dy where y > 0, else 0 (at the kink too). */
export function relu(graph: GraphBuilder, input: Value): Layer {
  const output = graph.node('Relu', [input]);
  return {
    output,
    backward: (outputGradient) => {
      const zero = graph.scalar(0);
      const isPositive = graph.node('Greater', [output, zero]);
      return { input: graph.node('Where', [isPositive, outputGradient, zero]), parameters: [] };
    },
  };
}
