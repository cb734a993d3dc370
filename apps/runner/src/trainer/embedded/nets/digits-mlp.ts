import { dense } from '../layers/dense.js';
import { leakyRelu } from '../layers/leaky-relu.js';
import type { Value } from '../onnx/graph-builder.js';
import { glorotBound, heBound, type Net } from './net.js';

const PIXELS = 64;
const HIDDEN = 64;
const CLASSES = 10;

/** Two hidden layers of 64 leaky rectified units on 8×8 grey pixels (0 to 1), ten classes. No normalisation layers. */
export const digitsMlp: Net = {
  name: 'digits-mlp',
  classCount: CLASSES,
  parameters: [
    { name: 'hidden1.weight', shape: [PIXELS, HIDDEN], initialBound: heBound(PIXELS) },
    { name: 'hidden1.bias', shape: [HIDDEN], initialBound: 0 },
    { name: 'hidden2.weight', shape: [HIDDEN, HIDDEN], initialBound: heBound(HIDDEN) },
    { name: 'hidden2.bias', shape: [HIDDEN], initialBound: 0 },
    { name: 'logits.weight', shape: [HIDDEN, CLASSES], initialBound: glorotBound(HIDDEN, CLASSES) },
    { name: 'logits.bias', shape: [CLASSES], initialBound: 0 },
  ],
  inputs: [{ name: 'pixels', type: 'float', shape: ['batch', PIXELS] }],
  layers: (graph, inputs, parameters) => {
    const [weight1, bias1, weight2, bias2, weight3, bias3] = parameters as readonly [
      Value,
      Value,
      Value,
      Value,
      Value,
      Value,
    ];
    const hidden1 = dense(graph, inputs['pixels'] as Value, weight1, bias1);
    const active1 = leakyRelu(graph, hidden1.output);
    const hidden2 = dense(graph, active1.output, weight2, bias2);
    const active2 = leakyRelu(graph, hidden2.output);
    return [hidden1, active1, hidden2, active2, dense(graph, active2.output, weight3, bias3)];
  },
  forwardFlopsPerItem: 2 * (PIXELS * HIDDEN + HIDDEN * HIDDEN + HIDDEN * CLASSES),
};
