import type { Recipe } from '@ratebook/core/task';
import { describe, expect, it } from 'vitest';
import { compileGraph } from '../engine.js';
import { GraphBuilder } from '../onnx/graph-builder.js';
import { TrainerError } from '../../trainer.js';
import type { Feeds } from '../tensor.js';
import { float64Tensor } from '../testing/finite-differences.js';
import { clipGradient } from './clip-gradient.js';
import { optimizerOf } from './optimizer-of.js';

const plain: Recipe['optimizer'] = {
  name: 'sgd',
  momentum: null,
  nesterov: null,
  beta1: null,
  beta2: null,
  epsilon: null,
  weightDecay: null,
};
const scalar = (value: number) => float64Tensor([], Float64Array.of(value));
const vector = (...values: readonly number[]) => float64Tensor([values.length], Float64Array.from(values));

/** The parameter after each of three updates from 1, with the gradients 0.5, −1, 2 and the learning rates 0.1, 0.2, 0.05. */
async function threeUpdates(recipe: Partial<Recipe['optimizer']>): Promise<number[]> {
  const optimizer = optimizerOf({ ...plain, ...recipe });
  const graph = new GraphBuilder('float64');
  const stateNames = Array.from({ length: optimizer.stateCount }, (_, index) => `state${index}`);
  const outputs = optimizer.apply(graph, {
    parameters: graph.input('parameters', 'float64', [1]),
    gradient: graph.input('gradient', 'float64', [1]),
    learningRate: graph.input('learningRate', 'float64', []),
    states: stateNames.map((name) => graph.input(name, 'float64', [1])),
    scalars: optimizer.scalarNames.map((name) => graph.input(name, 'float64', [])),
  });
  graph.output('newParameters', outputs.parameters, 'float64', [1]);
  for (const [index, state] of outputs.states.entries()) graph.output(`new${index}`, state, 'float64', [1]);
  const compiled = await compileGraph(graph.build('optimizer'));

  let parameters = vector(1);
  let states = stateNames.map(() => vector(0));
  const seen: number[] = [];
  for (const [t, gradient] of [0.5, -1, 2].entries()) {
    const scalars = optimizer.scalarsAt(t);
    const feeds: Feeds = {
      parameters,
      gradient: vector(gradient),
      learningRate: scalar([0.1, 0.2, 0.05][t] ?? NaN),
      ...Object.fromEntries(stateNames.map((name, index) => [name, states[index] ?? vector(NaN)])),
      ...Object.fromEntries(optimizer.scalarNames.map((name, index) => [name, scalar(scalars[index] ?? NaN)])),
    };
    const results = await compiled.run(feeds);
    parameters = results['newParameters'] ?? vector(NaN);
    states = states.map((_, index) => results[`new${index}`] ?? vector(NaN));
    seen.push(parameters.data[0] ?? NaN);
  }
  return seen;
}

const expectClose = (got: readonly number[], expected: readonly number[]) => {
  for (const [index, value] of expected.entries()) expect(got[index]).toBeCloseTo(value, 12);
};

describe('three updates by hand', () => {
  it('of plain SGD', async () => {
    // 1 − 0.05; + 0.2; − 0.1
    expectClose(await threeUpdates({}), [0.95, 1.15, 1.05]);
  });

  it('of SGD with momentum: the first step is the gradient itself', async () => {
    // v = 0.5, −0.55, 1.505
    expectClose(await threeUpdates({ momentum: 0.9 }), [0.95, 1.06, 0.98475]);
  });

  it('of SGD with Nesterov momentum', async () => {
    // steps 0.5 + 0.45, −1 − 0.495, 2 + 1.3545
    expectClose(await threeUpdates({ momentum: 0.9, nesterov: true }), [0.905, 1.204, 1.036275]);
  });

  it('of SGD with weight decay in the gradient', async () => {
    const first = 1 - 0.1 * (0.5 + 0.1);
    const second = first - 0.2 * (-1 + 0.1 * first);
    expectClose(await threeUpdates({ weightDecay: 0.1 }), [first, second, second - 0.05 * (2 + 0.1 * second)]);
  });

  const adamByHand = (weightDecay: number, isDecoupled: boolean) => {
    let [p, m, v] = [1, 0, 0];
    return [0.5, -1, 2].map((gradient, t) => {
      const learningRate = [0.1, 0.2, 0.05][t] ?? NaN;
      const slope = isDecoupled ? gradient : gradient + weightDecay * p;
      if (isDecoupled) p *= 1 - learningRate * weightDecay;
      m = 0.9 * m + 0.1 * slope;
      v = 0.99 * v + 0.01 * slope * slope;
      p -= (learningRate * (m / (1 - 0.9 ** (t + 1)))) / (Math.sqrt(v / (1 - 0.99 ** (t + 1))) + 1e-8);
      return p;
    });
  };
  const betas = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8 };

  it('of Adam, its first step as long as the learning rate whatever the gradient', async () => {
    const seen = await threeUpdates({ name: 'adam', ...betas });
    expect(seen[0]).toBeCloseTo(0.9, 7);
    expectClose(seen, adamByHand(0, false));
  });

  it('of Adam with weight decay in the gradient, and of AdamW with decay beside it', async () => {
    expectClose(await threeUpdates({ name: 'adam', ...betas, weightDecay: 0.1 }), adamByHand(0.1, false));
    expectClose(await threeUpdates({ name: 'adamw', ...betas, weightDecay: 0.1 }), adamByHand(0.1, true));
  });

  it('refuses an optimiser that is not built', () => {
    expect(() => optimizerOf({ ...plain, name: 'lion' })).toThrow(TrainerError);
  });
});

describe('gradient clipping', () => {
  const clipped = async (maximumNorm: number, ...gradient: readonly number[]) => {
    const graph = new GraphBuilder('float64');
    const input = graph.input('gradient', 'float64', [gradient.length]);
    graph.output('clipped', clipGradient(graph, input, maximumNorm), 'float64', [gradient.length]);
    const compiled = await compileGraph(graph.build('clip'));
    return [...((await compiled.run({ gradient: vector(...gradient) }))['clipped']?.data ?? [])];
  };

  it('shortens a gradient to the norm, keeping its direction', async () => {
    const [x = NaN, y = NaN] = await clipped(1, 3, 4);
    expect(x).toBeCloseTo(0.6, 6);
    expect(y).toBeCloseTo(0.8, 6);
  });

  it('leaves a short gradient and a zero gradient as they are', async () => {
    expect(await clipped(1, 0.3, 0.4)).toEqual([0.3, 0.4]);
    expect(await clipped(1, 0, 0)).toEqual([0, 0]);
  });
});
