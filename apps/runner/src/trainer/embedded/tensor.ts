/** What goes into a graph and comes out of it. */
export type TensorData =
  | { readonly type: 'float32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly type: 'float64'; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly type: 'int32'; readonly shape: readonly number[]; readonly data: Int32Array };

export type Feeds = Readonly<Record<string, TensorData>>;

export function float32Tensor(shape: readonly number[], data: Float32Array): TensorData {
  return { type: 'float32', shape, data };
}

export function int32Tensor(shape: readonly number[], data: Int32Array): TensorData {
  return { type: 'int32', shape, data };
}

/** The numbers of a float32 output. Throws where the graph gave another type: a bug. */
export function float32Data(feeds: Feeds, name: string): Float32Array {
  const tensor = feeds[name];
  if (tensor?.type !== 'float32') throw new TypeError(`The graph gave no float32 output "${name}".`);
  return tensor.data;
}

/** The numbers of an int32 output. Throws where the graph gave another type: a bug. */
export function int32Data(feeds: Feeds, name: string): Int32Array {
  const tensor = feeds[name];
  if (tensor?.type !== 'int32') throw new TypeError(`The graph gave no int32 output "${name}".`);
  return tensor.data;
}
