export * from './board.js';
export * from './formula.js';
export * from './recommendation.js';
export * from './rules.js';
export * from './score.js';
export * from './tie-groups.js';
export * from './variance.js';
