import { ProtobufWriter } from './protobuf.js';

/** The element types that our graphs use, with ONNX's numbers for them (onnx.proto3, TensorProto.DataType). */
export const ELEMENT_TYPES = { float32: 1, int32: 6, int64: 7, float64: 11 } as const;
export type ElementType = keyof typeof ELEMENT_TYPES;
/** What a graph computes in: float32 to train, float64 where a test compares with finite differences. */
export type FloatType = 'float32' | 'float64';

/** A dimension: a fixed size, or a name for one that is known when the graph runs. */
export type Dimension = number | string;

export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly Dimension[];
}

/** An attribute of a node: an integer, a list of integers, a text, or a float marked as one. */
export type Attribute = number | readonly number[] | string | { readonly float: number };

export interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A constant of the graph. */
export interface Constant {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** A graph of standard ONNX operators, its nodes in the order of computation. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly constants: readonly Constant[];
  readonly nodes: readonly Node[];
}

/** Operator set and file format: those of ONNX 1.13 (December 2022). */
const OPERATOR_SET = 18;
const IR_VERSION = 8;

/** The bytes of an ONNX model file (onnx.proto3; the field numbers are that file's). */
export function encodeModel(graph: Graph): Uint8Array {
  return new ProtobufWriter()
    .varint(1, IR_VERSION)
    .text(2, 'ratebook')
    .message(7, (writer) => writeGraph(writer, graph))
    .message(8, (writer) => writer.text(1, '').varint(2, OPERATOR_SET))
    .finish();
}

function writeGraph(writer: ProtobufWriter, graph: Graph): void {
  for (const node of graph.nodes) writer.message(1, (inner) => writeNode(inner, node));
  writer.text(2, graph.name);
  for (const constant of graph.constants) writer.message(5, (inner) => writeConstant(inner, constant));
  for (const input of graph.inputs) writer.message(11, (inner) => writeValueInfo(inner, input));
  for (const output of graph.outputs) writer.message(12, (inner) => writeValueInfo(inner, output));
}

function writeNode(writer: ProtobufWriter, node: Node): void {
  for (const input of node.inputs) writer.text(1, input);
  for (const output of node.outputs) writer.text(2, output);
  writer.text(4, node.operator);
  for (const [name, value] of Object.entries(node.attributes)) {
    writer.message(5, (inner) => writeAttribute(inner, name, value));
  }
}

const ATTRIBUTE_FLOAT = 1;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_STRING = 3;
const ATTRIBUTE_INTS = 7;

function writeAttribute(writer: ProtobufWriter, name: string, value: Attribute): void {
  writer.text(1, name);
  if (typeof value === 'number') writer.varint(3, value).varint(20, ATTRIBUTE_INT);
  else if (typeof value === 'string') writer.text(4, value).varint(20, ATTRIBUTE_STRING);
  else if ('float' in value) writer.float(2, value.float).varint(20, ATTRIBUTE_FLOAT);
  else {
    for (const entry of value) writer.varint(8, entry);
    writer.varint(20, ATTRIBUTE_INTS);
  }
}

function writeConstant(writer: ProtobufWriter, constant: Constant): void {
  for (const size of constant.shape) writer.varint(1, size);
  writer.varint(2, ELEMENT_TYPES[constant.type]).text(8, constant.name).bytes(9, rawData(constant));
}

/** Little-endian whatever the machine: raw_data is defined so. */
function rawData({ type, values }: Constant): Uint8Array {
  const width = type === 'float32' || type === 'int32' ? 4 : 8;
  const view = new DataView(new ArrayBuffer(values.length * width));
  for (const [index, value] of values.entries()) {
    const offset = index * width;
    if (type === 'float32') view.setFloat32(offset, value, true);
    else if (type === 'float64') view.setFloat64(offset, value, true);
    else if (type === 'int32') view.setInt32(offset, value, true);
    else view.setBigInt64(offset, BigInt(value), true);
  }
  return new Uint8Array(view.buffer);
}

function writeValueInfo(writer: ProtobufWriter, { name, type, shape }: ValueInfo): void {
  writer.text(1, name).message(2, (typeProto) =>
    typeProto.message(1, (tensor) =>
      tensor.varint(1, ELEMENT_TYPES[type]).message(2, (shapeProto) => {
        for (const dimension of shape) {
          shapeProto.message(1, (inner) =>
            typeof dimension === 'number' ? inner.varint(1, dimension) : inner.text(2, dimension),
          );
        }
      }),
    ),
  );
}
