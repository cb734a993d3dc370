import * as ort from 'onnxruntime-web';
import { encodeModel, type Graph } from './onnx/model.js';
import type { Feeds, TensorData } from './tensor.js';

// One thread: two give no speed at these sizes, and the order of sums would depend on their number.
ort.env.wasm.numThreads = 1;
ort.env.wasm.proxy = false;
ort.env.logLevel = 'error';

/** onnxruntime's number for it. */
const ERRORS_ONLY = 3;

/** A graph ready to run on onnxruntime's WebAssembly build: the same bits for the same feeds, wherever it runs. */
export interface CompiledGraph {
  run(feeds: Feeds): Promise<Feeds>;
  release(): Promise<void>;
}

/** Compiles a graph. Throws the engine's error where the graph is not well-formed: a bug. */
export async function compileGraph(graph: Graph): Promise<CompiledGraph> {
  const session = await ort.InferenceSession.create(encodeModel(graph), {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
    logSeverityLevel: ERRORS_ONLY,
  });
  return {
    run: async (feeds) => {
      const results = await session.run(
        Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, toEngineTensor(tensor)])),
      );
      return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, fromEngineTensor(tensor)]));
    },
    release: () => session.release(),
  };
}

export function engineVersion(): string {
  return ort.env.versions.common;
}

function toEngineTensor({ type, data, shape }: TensorData): ort.Tensor {
  return new ort.Tensor(type, data, shape);
}

function fromEngineTensor(tensor: ort.Tensor): TensorData {
  const { type, data, dims: shape } = tensor;
  if (type === 'float32' && data instanceof Float32Array) return { type, shape, data };
  if (type === 'float64' && data instanceof Float64Array) return { type, shape, data };
  if (type === 'int32' && data instanceof Int32Array) return { type, shape, data };
  throw new TypeError(`The engine gave a tensor of type ${type}, which no graph of ours outputs.`);
}
