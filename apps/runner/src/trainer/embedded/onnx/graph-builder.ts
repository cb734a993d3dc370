import {
  type Attribute,
  type Constant,
  type Dimension,
  ELEMENT_TYPES,
  type ElementType,
  type FloatType,
  type Graph,
  type Node,
  type ValueInfo,
} from './model.js';

/** Names a value of the graph under construction. */
export type Value = string & { readonly __brand: 'Value' };

/**
 * Collects the nodes of one graph. Every method adds what it says and returns the value that it computes; nothing runs
 * until the graph is given to the engine.
 */
export class GraphBuilder {
  /** The element type of everything that is not an index. */
  readonly float: FloatType;
  readonly #inputs: ValueInfo[] = [];
  readonly #outputs: ValueInfo[] = [];
  readonly #constants: Constant[] = [];
  readonly #nodes: Node[] = [];

  constructor(float: FloatType) {
    this.float = float;
  }

  input(name: string, type: ElementType, shape: readonly Dimension[]): Value {
    this.#inputs.push({ name, type, shape });
    return name as Value;
  }

  /** Makes `value` an output of the graph under `name`. */
  output(name: string, value: Value, type: ElementType, shape: readonly Dimension[]): void {
    this.#nodes.push({ operator: 'Identity', inputs: [value], outputs: [name], attributes: {} });
    this.#outputs.push({ name, type, shape });
  }

  constant(type: ElementType, shape: readonly number[], values: readonly number[]): Value {
    const name = `constant${this.#constants.length}`;
    this.#constants.push({ name, type, shape, values });
    return name as Value;
  }

  /** A single number in the graph's float type. */
  scalar(value: number): Value {
    return this.constant(this.float, [], [value]);
  }

  /** Sizes or axes, as ONNX takes them: a list of int64. */
  integers(...values: readonly number[]): Value {
    return this.constant('int64', [values.length], values);
  }

  /** One node with one output. */
  node(operator: string, inputs: readonly Value[], attributes: Readonly<Record<string, Attribute>> = {}): Value {
    const [output] = this.nodeWithOutputs(operator, inputs, 1, attributes);
    return output as Value;
  }

  nodeWithOutputs(
    operator: string,
    inputs: readonly Value[],
    outputCount: number,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): readonly Value[] {
    const outputs = Array.from({ length: outputCount }, (_, index) => `value${this.#nodes.length}_${index}` as Value);
    this.#nodes.push({ operator, inputs, outputs, attributes });
    return outputs;
  }

  cast(value: Value, type: ElementType): Value {
    return this.node('Cast', [value], { to: ELEMENT_TYPES[type] });
  }

  add(left: Value, right: Value): Value {
    return this.node('Add', [left, right]);
  }

  subtract(left: Value, right: Value): Value {
    return this.node('Sub', [left, right]);
  }

  multiply(left: Value, right: Value): Value {
    return this.node('Mul', [left, right]);
  }

  divide(left: Value, right: Value): Value {
    return this.node('Div', [left, right]);
  }

  /** Sum over the given axes, which disappear. */
  sum(value: Value, ...axes: readonly number[]): Value {
    return this.node('ReduceSum', [value, this.integers(...axes)], { keepdims: 0 });
  }

  build(name: string): Graph {
    return { name, inputs: this.#inputs, outputs: this.#outputs, constants: this.#constants, nodes: this.#nodes };
  }
}
