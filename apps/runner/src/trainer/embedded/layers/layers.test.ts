import { describe, expect, it } from 'vitest';
import { compileGraph } from '../engine.js';
import { GraphBuilder, type Value } from '../onnx/graph-builder.js';
import { float64Tensor, randomVector, worstGradientError } from '../testing/finite-differences.js';
import { int32Tensor } from '../tensor.js';
import { crossEntropy } from './cross-entropy.js';
import { dense } from './dense.js';
import { embeddingBag } from './embedding-bag.js';
import { leakyRelu } from './leaky-relu.js';
import type { Layer } from './layer.js';

/** Doubles: what central differences leave is their own error, about 1e-9 here. */
const TOLERANCE = 1e-6;

/** A graph whose loss is Σ output·weight, so that the gradient that goes into the layer is `weight`. */
function probe(graph: GraphBuilder, layer: Layer, shape: readonly [number, number], targets: readonly Value[]) {
  const weight = graph.constant('float64', shape, [...randomVector(shape[0] * shape[1], 99)]);
  graph.output('loss', graph.sum(graph.multiply(layer.output, weight), 0, 1), 'float64', []);
  const { input, parameters } = layer.backward(weight);
  const gradients = input === null ? parameters : [input, ...parameters];
  for (const [index, gradient] of gradients.entries()) {
    graph.output(
      `gradient:${targets[index] ?? ''}`,
      gradient,
      'float64',
      ['rows', 'columns'].slice(0, index < 2 ? 2 : 1),
    );
  }
  return compileGraph(graph.build('probe'));
}

describe('the gradients of each layer agree with central differences', () => {
  it('dense: of its input, weight and bias', async () => {
    const graph = new GraphBuilder('float64');
    const input = graph.input('input', 'float64', [3, 4]);
    const weight = graph.input('weight', 'float64', [4, 2]);
    const bias = graph.input('bias', 'float64', [2]);
    const compiled = await probe(graph, dense(graph, input, weight, bias), [3, 2], [input, weight, bias]);
    const feeds = {
      input: float64Tensor([3, 4], randomVector(12, 1)),
      weight: float64Tensor([4, 2], randomVector(8, 2)),
      bias: float64Tensor([2], randomVector(2, 3)),
    };
    for (const name of ['input', 'weight', 'bias']) {
      expect(await worstGradientError(compiled, feeds, name)).toBeLessThan(TOLERANCE);
    }
  });

  it('leaky rectifier: on both sides of zero', async () => {
    const graph = new GraphBuilder('float64');
    const input = graph.input('input', 'float64', [2, 3]);
    const compiled = await probe(graph, leakyRelu(graph, input), [2, 3], [input]);
    const feeds = { input: float64Tensor([2, 3], Float64Array.of(-2, -0.1, 0.1, 3, -1, 1)) };
    expect(await worstGradientError(compiled, feeds, 'input')).toBeLessThan(TOLERANCE);
  });

  it('embedding bag: of a table whose rows are named never, once, and more than once', async () => {
    const graph = new GraphBuilder('float64');
    const table = graph.input('table', 'float64', [5, 3]);
    const indices = graph.input('indices', 'int32', [2, 3]);
    const weights = graph.input('weights', 'float64', [2, 3]);
    const layer = embeddingBag(graph, { indices, weights }, table, [5, 3]);
    const compiled = await probe(graph, layer, [2, 3], [table]);
    const feeds = {
      table: float64Tensor([5, 3], randomVector(15, 4)),
      indices: int32Tensor([2, 3], Int32Array.of(1, 4, 1, 2, 1, 0)),
      weights: float64Tensor([2, 3], Float64Array.of(0.5, 0.25, 0.25, 0.5, 0.5, 0)),
    };
    expect(await worstGradientError(compiled, feeds, 'table')).toBeLessThan(TOLERANCE);
  });

  it('softmax with cross-entropy: of its logits', async () => {
    const graph = new GraphBuilder('float64');
    const logits = graph.input('logits', 'float64', [3, 4]);
    const entropy = crossEntropy(graph, logits, graph.input('labels', 'int32', [3]));
    graph.output('loss', entropy.loss, 'float64', []);
    graph.output('gradient:logits', entropy.backward(3), 'float64', [3, 4]);
    const compiled = await compileGraph(graph.build('probe'));
    const feeds = {
      logits: float64Tensor([3, 4], randomVector(12, 5)),
      labels: int32Tensor([3], Int32Array.of(0, 3, 1)),
    };
    expect(await worstGradientError(compiled, feeds, 'logits')).toBeLessThan(TOLERANCE);
  });
});

describe('the values of each layer', () => {
  it('cross-entropy of equal logits is the logarithm of the number of classes', async () => {
    const graph = new GraphBuilder('float64');
    const logits = graph.input('logits', 'float64', [1, 10]);
    const entropy = crossEntropy(graph, logits, graph.input('labels', 'int32', [1]));
    graph.output('loss', entropy.loss, 'float64', []);
    const compiled = await compileGraph(graph.build('probe'));
    const { loss } = await compiled.run({
      logits: float64Tensor([1, 10], new Float64Array(10)),
      labels: int32Tensor([1], Int32Array.of(3)),
    });
    expect(loss?.data[0]).toBeCloseTo(Math.log(10), 12);
  });

  it('an embedding bag is the weighted sum of the rows that its indices name', async () => {
    const graph = new GraphBuilder('float64');
    const table = graph.input('table', 'float64', [3, 2]);
    const indices = graph.input('indices', 'int32', [1, 2]);
    const weights = graph.input('weights', 'float64', [1, 2]);
    graph.output('bag', embeddingBag(graph, { indices, weights }, table, [3, 2]).output, 'float64', [1, 2]);
    const compiled = await compileGraph(graph.build('probe'));
    const { bag } = await compiled.run({
      table: float64Tensor([3, 2], Float64Array.of(9, 9, 1, 2, 10, 20)),
      indices: int32Tensor([1, 2], Int32Array.of(2, 1)),
      weights: float64Tensor([1, 2], Float64Array.of(0.5, 2)),
    });
    expect([...(bag?.data ?? [])]).toEqual([7, 14]);
  });
});
