export * from './range-test.js';
export * from './read-outs.js';
export * from './sweep.js';
