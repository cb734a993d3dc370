export * from './signature.js';
export * from './signing-input.js';
export * from './submission.js';
