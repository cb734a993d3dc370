export * from './range-test.js';
