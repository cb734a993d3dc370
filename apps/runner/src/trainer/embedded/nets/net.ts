import type { Layer } from '../layers/layer.js';
import type { GraphBuilder, Value } from '../onnx/graph-builder.js';
import type { Dimension, ElementType } from '../onnx/model.js';

/** One parameter tensor and the range that its initial weights are drawn from: uniform in ±bound, 0 for zeros. */
export interface ParameterTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initialBound: number;
}

/** One of the fixed nets that the embedded trainer builds. */
export interface Net {
  readonly name: string;
  readonly classCount: number;
  readonly parameters: readonly ParameterTensor[];
  /** Inputs of one batch but its labels; `float` stands for the graph's float type. */
  readonly inputs: readonly {
    readonly name: string;
    readonly type: ElementType | 'float';
    readonly shape: readonly Dimension[];
  }[];
  /** The layers up to the logits. The parameters of all layers, one after another, are `parameters`. */
  readonly layers: (
    graph: GraphBuilder,
    inputs: Readonly<Record<string, Value>>,
    parameters: readonly Value[],
  ) => readonly Layer[];
  /** Floating-point operations of the forward pass for one item, a multiplication with its addition counted as two. */
  readonly forwardFlopsPerItem: number;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function parameterCount(net: Net): number {
  return net.parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** The bound of He's uniform initialisation for layers before a rectifier: √(6 / inputs) (He et al. 2015, eq. 10). */
export function heBound(inputCount: number): number {
  return Math.sqrt(6 / inputCount);
}

/** The bound of Glorot's uniform initialisation: √(6 / (inputs + outputs)) (Glorot and Bengio 2010, eq. 16). */
export function glorotBound(inputCount: number, outputCount: number): number {
  return Math.sqrt(6 / (inputCount + outputCount));
}
