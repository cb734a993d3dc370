import type { GraphBuilder, Value } from '../onnx/graph-builder.js';

/** An optimiser as nodes of a graph. All parameters are one flat vector, and so are their gradient and each state. */
export interface Optimizer {
  /** How many vectors of the parameters' size it keeps between updates; they start at zero. */
  readonly stateCount: number;
  /** Names of the numbers that it needs beside the learning rate, from `scalarsAt`. */
  readonly scalarNames: readonly string[];
  /** Their values for the update of index t. */
  readonly scalarsAt: (t: number) => readonly number[];
  /** Adds the update's nodes. */
  readonly apply: (graph: GraphBuilder, values: OptimizerInputs) => OptimizerOutputs;
}

export interface OptimizerInputs {
  readonly parameters: Value;
  readonly gradient: Value;
  readonly learningRate: Value;
  readonly states: readonly Value[];
  readonly scalars: readonly Value[];
}

export interface OptimizerOutputs {
  readonly parameters: Value;
  readonly states: readonly Value[];
}
