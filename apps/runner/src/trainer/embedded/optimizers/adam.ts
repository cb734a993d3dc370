import type { GraphBuilder, Value } from '../onnx/graph-builder.js';
import type { Optimizer } from './optimizer.js';

/**
 * Adam (Kingma and Ba 2015, algorithm 1) and AdamW (Loshchilov and Hutter 2019, algorithm 2), as PyTorch defines them:
 * m = β1·m + (1 − β1)·g; v = β2·v + (1 − β2)·g²;
 * p −= learningRate·(m / (1 − β1^(t+1))) / (√(v / (1 − β2^(t+1))) + ε).
 * Weight decay `in-gradient` adds weightDecay·p to g (Adam); `decoupled` first scales p by 1 − learningRate·weightDecay
 * (AdamW).
 */
export function adam(options: {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly decay: 'in-gradient' | 'decoupled';
}): Optimizer {
  const { beta1, beta2, epsilon, weightDecay, decay } = options;
  return {
    stateCount: 2,
    scalarNames: ['meanCorrection', 'squareCorrection'],
    scalarsAt: (t) => [1 - wholePower(beta1, t + 1), 1 - wholePower(beta2, t + 1)],
    apply: (graph, { parameters, gradient, learningRate, states, scalars }) => {
      const [mean, square] = states;
      const [meanCorrection, squareCorrection] = scalars;
      if (!mean || !square || !meanCorrection || !squareCorrection) throw new TypeError('Adam needs two states.');
      const slope =
        weightDecay !== 0 && decay === 'in-gradient'
          ? graph.add(gradient, graph.multiply(parameters, graph.scalar(weightDecay)))
          : gradient;
      const start =
        weightDecay !== 0 && decay === 'decoupled'
          ? decoupledDecay(graph, parameters, learningRate, weightDecay)
          : parameters;
      const newMean = graph.add(
        graph.multiply(mean, graph.scalar(beta1)),
        graph.multiply(slope, graph.scalar(1 - beta1)),
      );
      const newSquare = graph.add(
        graph.multiply(square, graph.scalar(beta2)),
        graph.multiply(graph.multiply(slope, slope), graph.scalar(1 - beta2)),
      );
      const deviation = graph.node('Sqrt', [graph.divide(newSquare, squareCorrection)]);
      const step = graph.divide(graph.divide(newMean, meanCorrection), graph.add(deviation, graph.scalar(epsilon)));
      return { parameters: graph.subtract(start, graph.multiply(learningRate, step)), states: [newMean, newSquare] };
    },
  };
}

/** p·(1 − learningRate·weightDecay). */
function decoupledDecay(graph: GraphBuilder, parameters: Value, learningRate: Value, weightDecay: number): Value {
  const shrink = graph.multiply(learningRate, graph.scalar(weightDecay));
  return graph.multiply(parameters, graph.subtract(graph.scalar(1), shrink));
}

/** base^exponent by squaring: products alone, so the bits do not depend on an engine's Math.pow. */
function wholePower(base: number, exponent: number): number {
  let result = 1;
  let factor = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= factor;
    factor *= factor;
  }
  return result;
}
