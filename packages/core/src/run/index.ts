export * from './arm.js';
export * from './artefacts.js';
export * from './run.js';
export * from './steering.js';
export * from './summary.js';
export * from './trace.js';
