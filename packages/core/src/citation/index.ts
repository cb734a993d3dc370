export * from './citation.js';
export * from './conflicts.js';
export * from './landscape.js';
