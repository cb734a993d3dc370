export { fitTrace, type LearningRateTrace, type TraceFit } from './fit-trace.js';
export { parameterCount } from './parameter-count.js';
