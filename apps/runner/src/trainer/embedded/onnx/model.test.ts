import { describe, expect, it } from 'vitest';
import { compileGraph } from '../engine.js';
import { float32Tensor } from '../tensor.js';
import { GraphBuilder } from './graph-builder.js';
import { encodeModel } from './model.js';
import { ProtobufWriter } from './protobuf.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('the protocol-buffer writer', () => {
  it('writes the examples of the format’s own documentation', () => {
    expect(hex(new ProtobufWriter().varint(1, 150).finish())).toBe('089601');
    expect(hex(new ProtobufWriter().text(2, 'testing').finish())).toBe('120774657374696e67');
    expect(hex(new ProtobufWriter().message(3, (inner) => inner.varint(1, 150)).finish())).toBe('1a03089601');
  });

  it('writes −1 as ten bytes, and floats with the low byte first', () => {
    expect(hex(new ProtobufWriter().varint(1, -1).finish())).toBe('08ffffffffffffffffff01');
    expect(hex(new ProtobufWriter().float(1, 1).finish())).toBe('0d0000803f');
  });
});

describe('an encoded model', () => {
  const graph = new GraphBuilder('float32');
  const input = graph.input('x', 'float32', ['batch', 2]);
  graph.output('y', graph.multiply(input, graph.constant('float32', [2], [2, -1])), 'float32', ['batch', 2]);
  const built = graph.build('double-and-negate');

  it('is the same bytes each time', () => {
    expect(hex(encodeModel(built))).toBe(hex(encodeModel(built)));
  });

  it('is read by the engine, with a batch size known only when it runs', async () => {
    const compiled = await compileGraph(built);
    for (const rows of [1, 3]) {
      const { y } = await compiled.run({ x: float32Tensor([rows, 2], new Float32Array(2 * rows).fill(1.5)) });
      expect([...(y?.data ?? [])]).toEqual(Array.from({ length: rows }, () => [3, -1.5]).flat());
    }
    await compiled.release();
  });
});
