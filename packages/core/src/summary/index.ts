export * from './arm-summary.js';
export { type Confidence, confidenceOf } from './confidence.js';
export { type Spread, spreadOf } from './spread.js';
export { lossGap, SCALE_FACTORS, type ScaledArm, withScales } from './robustness.js';
