import type { Recipe } from '@ratebook/core/task';
import { crossEntropy } from './layers/cross-entropy.js';
import type { Layer } from './layers/layer.js';
import { type Net, parameterCount, sizeOf } from './nets/net.js';
import { GraphBuilder, type Value } from './onnx/graph-builder.js';
import type { FloatType, Graph } from './onnx/model.js';
import { clipGradient } from './optimizers/clip-gradient.js';
import { optimizerOf } from './optimizers/optimizer-of.js';

/** Names of a training graph's inputs and outputs beside the net's own inputs and `labels`. */
export const stateName = (index: number) => `state${index}`;
export const newStateName = (index: number) => `newState${index}`;

/**
 * One optimiser update as a graph: forward, backward, optimiser, the learning rate an input. In: a batch, `labels`,
 * `parameters` and `state0…` as flat vectors, `learningRate` and the optimiser's scalars. Out: `loss` (before the
 * update), `newParameters`, `newState0…`, and `appliedLearningRate`, the number that the update was multiplied by.
 */
export function trainingGraph(net: Net, recipe: Recipe, float: FloatType = 'float32'): Graph {
  const graph = new GraphBuilder(float);
  const count = parameterCount(net);
  const { parameters, layers, entropy } = forward(graph, net);
  const optimizer = optimizerOf(recipe.optimizer);
  const learningRate = graph.input('learningRate', float, []);
  const states = Array.from({ length: optimizer.stateCount }, (_, index) =>
    graph.input(stateName(index), float, [count]),
  );
  const scalars = optimizer.scalarNames.map((name) => graph.input(name, float, []));

  const gradient = flatGradient(graph, layers, entropy.backward(recipe.batch.size));
  const clipped = recipe.gradientClipNorm === null ? gradient : clipGradient(graph, gradient, recipe.gradientClipNorm);
  const updated = optimizer.apply(graph, { parameters, gradient: clipped, learningRate, states, scalars });

  graph.output('loss', entropy.loss, float, []);
  graph.output('newParameters', updated.parameters, float, [count]);
  for (const [index, state] of updated.states.entries()) graph.output(newStateName(index), state, float, [count]);
  graph.output('appliedLearningRate', learningRate, float, []);
  return graph.build(`${net.name}-update`);
}

/** Loss and flat gradient for a batch of `batchSize` items: what the finite-difference tests look at. */
export function gradientGraph(net: Net, batchSize: number, float: FloatType): Graph {
  const graph = new GraphBuilder(float);
  const { layers, entropy } = forward(graph, net);
  graph.output('loss', entropy.loss, float, []);
  const gradient = flatGradient(graph, layers, entropy.backward(batchSize));
  graph.output('gradient:parameters', gradient, float, [parameterCount(net)]);
  return graph.build(`${net.name}-gradient`);
}

/** Held-out measurement as a graph: `itemLoss` (nats) and `predicted` (class) of each item of a batch of any size. */
export function evaluationGraph(net: Net): Graph {
  const graph = new GraphBuilder('float32');
  const { logits, entropy } = forward(graph, net);
  graph.output('itemLoss', entropy.itemLoss, 'float32', ['batch']);
  const predicted = graph.node('ArgMax', [logits], { axis: 1, keepdims: 0 });
  graph.output('predicted', graph.cast(predicted, 'int32'), 'int32', ['batch']);
  return graph.build(`${net.name}-evaluation`);
}

/** The net's layers and loss, its parameters cut from one flat vector. */
function forward(graph: GraphBuilder, net: Net) {
  const inputs = Object.fromEntries(
    net.inputs.map(({ name, type, shape }) => [name, graph.input(name, type === 'float' ? graph.float : type, shape)]),
  );
  const labels = graph.input('labels', 'int32', ['batch']);
  const parameters = graph.input('parameters', graph.float, [parameterCount(net)]);
  const sizes = graph.integers(...net.parameters.map(({ shape }) => sizeOf(shape)));
  const pieces = graph.nodeWithOutputs('Split', [parameters, sizes], net.parameters.length, { axis: 0 });
  const tensors = net.parameters.map(({ shape }, index) =>
    graph.node('Reshape', [pieces[index] as Value, graph.integers(...shape)]),
  );
  const layers = net.layers(graph, inputs, tensors);
  const logits = layers.at(-1)?.output as Value;
  return { parameters, layers, logits, entropy: crossEntropy(graph, logits, labels) };
}

/** The gradient of every parameter, in the order of the net's parameters, as one flat vector. */
function flatGradient(graph: GraphBuilder, layers: readonly Layer[], logitsGradient: Value): Value {
  const gradients: Value[] = [];
  let outputGradient: Value | null = logitsGradient;
  for (const layer of [...layers].reverse()) {
    if (outputGradient === null) throw new TypeError('A layer stands before one that passes no gradient on.');
    const layerGradients = layer.backward(outputGradient);
    gradients.unshift(...layerGradients.parameters);
    outputGradient = layerGradients.input;
  }
  const flat = gradients.map((gradient) => graph.node('Reshape', [gradient, graph.integers(-1)]));
  return graph.node('Concat', flat, { axis: 0 });
}
