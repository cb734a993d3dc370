export { importAxolotl } from './axolotl.js';
export { type DeepSpeedOptions, importDeepSpeed } from './deepspeed.js';
export type { ImportedPolicy, ImportOptions } from './importer.js';
export { importLlamaFactory } from './llama-factory.js';
export { importTransformers, type TransformersOptions } from './transformers.js';
