import type { GraphBuilder, Layer, Value } from './layer.js';

/** The slope left of zero. */
export const LEAK = 0.1;

/**
 * y = x for x > 0, else LEAK·x (Maas, Hannun and Ng 2013). Gradient: dx = dy where x > 0, else LEAK·dy. The leak keeps
 * every unit alive: a training with too high a learning rate grows without bound and is seen to diverge, where plain
 * rectifiers die and leave a model that answers the same to everything.
 */
export function leakyRelu(graph: GraphBuilder, input: Value): Layer {
  return {
    output: graph.node('LeakyRelu', [input], { alpha: { float: LEAK } }),
    backward: (outputGradient) => {
      const isPositive = graph.node('Greater', [input, graph.scalar(0)]);
      const leaked = graph.multiply(outputGradient, graph.scalar(LEAK));
      return { input: graph.node('Where', [isPositive, outputGradient, leaked]), parameters: [] };
    },
  };
}
