export * from './codes.js';
export * from './from-zod.js';
export * from './reference.js';
export * from './refusal.js';
