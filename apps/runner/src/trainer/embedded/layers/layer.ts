import type { GraphBuilder, Value } from '../onnx/graph-builder.js';

/** What a layer adds to a graph: its output, and how a gradient of the loss goes back through it. */
export interface Layer {
  readonly output: Value;
  /** Adds the nodes that turn d loss / d output into d loss / d input and d loss / d each parameter. */
  readonly backward: (outputGradient: Value) => LayerGradients;
}

export interface LayerGradients {
  /** Null where the input is an index or a weight that nothing is trained through. */
  readonly input: Value | null;
  /** In the order in which the layer took its parameters. */
  readonly parameters: readonly Value[];
}

export type { GraphBuilder, Value };
