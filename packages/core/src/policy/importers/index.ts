export { type DeepSpeedOptions, importDeepSpeed } from './deepspeed.js';
export type { ImportedPolicy, ImportOptions } from './importer.js';
export { importTransformers, type TransformersOptions } from './transformers.js';
