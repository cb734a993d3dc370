export * from './budget.js';
export * from './budget-updates.js';
export * from './calibration.js';
export * from './metric.js';
export * from './model.js';
export * from './recipe.js';
export * from './task.js';
export * from './trainer.js';
