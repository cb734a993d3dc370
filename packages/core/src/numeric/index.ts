export * from './beta.js';
export * from './gamma.js';
export * from './holm.js';
export * from './moments.js';
export * from './student-t.js';
