export { decidingLearningRates } from './edges.js';
export { bestStandardError, parabolaOptimum, type ParabolaOptimum } from './parabola.js';
export { type RampCurve, RAMP_SMOOTHING, RAMP_STOP_RATIO, smoothRamp } from './ramp-curve.js';
export { rampPolicy } from './ramp-policy.js';
export { RAMP_RULE_DEFINITIONS, type RampAnswer } from './ramp-rules.js';
export * from './range-test.js';
export { type RampReading, readRamp } from './read-ramp.js';
export * from './read-outs.js';
export * from './sweep.js';
