import { dense } from '../layers/dense.js';
import { embeddingBag } from '../layers/embedding-bag.js';
import { leakyRelu } from '../layers/leaky-relu.js';
import type { Value } from '../onnx/graph-builder.js';
import { glorotBound, heBound, type Net } from './net.js';

/** Rows of the table: hashed words, and row 0, which pads short glosses. */
export const WORD_BUCKETS = 4096;
/** Entries of a gloss that are read; the rest of a longer one is not. */
export const WORDS_PER_GLOSS = 32;
const WIDTH = 32;
const HIDDEN = 64;
const CLASSES = 45;

/** The mean of a gloss's hashed word vectors, one hidden layer of 64 leaky rectified units, 45 classes. */
export const glossBag: Net = {
  name: 'gloss-bag',
  classCount: CLASSES,
  parameters: [
    { name: 'words.table', shape: [WORD_BUCKETS, WIDTH], initialBound: 0.5 },
    { name: 'hidden.weight', shape: [WIDTH, HIDDEN], initialBound: heBound(WIDTH) },
    { name: 'hidden.bias', shape: [HIDDEN], initialBound: 0 },
    { name: 'logits.weight', shape: [HIDDEN, CLASSES], initialBound: glorotBound(HIDDEN, CLASSES) },
    { name: 'logits.bias', shape: [CLASSES], initialBound: 0 },
  ],
  inputs: [
    { name: 'words', type: 'int32', shape: ['batch', WORDS_PER_GLOSS] },
    { name: 'weights', type: 'float', shape: ['batch', WORDS_PER_GLOSS] },
  ],
  layers: (graph, inputs, parameters) => {
    const [table, weight1, bias1, weight2, bias2] = parameters as readonly [Value, Value, Value, Value, Value];
    const indices = inputs['words'] as Value;
    const weights = inputs['weights'] as Value;
    const bag = embeddingBag(graph, { indices, weights }, table, [WORD_BUCKETS, WIDTH]);
    const hidden = dense(graph, bag.output, weight1, bias1);
    const active = leakyRelu(graph, hidden.output);
    return [bag, hidden, active, dense(graph, active.output, weight2, bias2)];
  },
  forwardFlopsPerItem: 2 * (WORDS_PER_GLOSS * WIDTH + WIDTH * HIDDEN + HIDDEN * CLASSES),
};
