import type { Optimizer } from './optimizer.js';

/**
 * Stochastic gradient descent as PyTorch defines it (torch.optim.SGD, dampening 0): g += weightDecay·p;
 * v = momentum·v + g; the step is v, with nesterov g + momentum·v, without momentum g; p −= learningRate·step.
 */
export function sgd(options: {
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
}): Optimizer {
  const { momentum, nesterov, weightDecay } = options;
  return {
    stateCount: momentum === 0 ? 0 : 1,
    scalarNames: [],
    scalarsAt: () => [],
    apply: (graph, { parameters, gradient, learningRate, states }) => {
      const decayed =
        weightDecay === 0 ? gradient : graph.add(gradient, graph.multiply(parameters, graph.scalar(weightDecay)));
      const [velocity] = states;
      if (velocity === undefined) {
        return { parameters: graph.subtract(parameters, graph.multiply(learningRate, decayed)), states: [] };
      }
      const factor = graph.scalar(momentum);
      const moved = graph.add(graph.multiply(velocity, factor), decayed);
      const step = nesterov ? graph.add(decayed, graph.multiply(moved, factor)) : moved;
      return { parameters: graph.subtract(parameters, graph.multiply(learningRate, step)), states: [moved] };
    },
  };
}
