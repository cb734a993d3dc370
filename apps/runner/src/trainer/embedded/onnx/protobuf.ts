/** Writes protocol-buffer messages: just the wire types that an ONNX model needs. */
export class ProtobufWriter {
  readonly #bytes: number[] = [];

  /** A varint field (wire type 0); `value` is a non-negative integer below 2^53, or −1. */
  varint(field: number, value: number): this {
    this.#raw(BigInt(field << 3));
    this.#raw(BigInt.asUintN(64, BigInt(value)));
    return this;
  }

  /** A 32-bit float field (wire type 5), little-endian. */
  float(field: number, value: number): this {
    this.#raw(BigInt((field << 3) | 5));
    const view = new DataView(new ArrayBuffer(4));
    view.setFloat32(0, value, true);
    for (let index = 0; index < 4; index++) this.#bytes.push(view.getUint8(index));
    return this;
  }

  /** A length-delimited field (wire type 2). */
  bytes(field: number, value: Uint8Array): this {
    this.#raw(BigInt((field << 3) | 2));
    this.#raw(BigInt(value.length));
    for (const byte of value) this.#bytes.push(byte);
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, write: (writer: ProtobufWriter) => void): this {
    const inner = new ProtobufWriter();
    write(inner);
    return this.bytes(field, inner.finish());
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #raw(value: bigint): void {
    let rest = value;
    while (rest >= 0x80n) {
      this.#bytes.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.#bytes.push(Number(rest));
  }
}
