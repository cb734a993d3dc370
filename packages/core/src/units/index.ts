export * from './decimal.js';
export * from './length.js';
