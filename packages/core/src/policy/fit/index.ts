export { fitTrace, type LearningRateTrace, type TraceFit } from './fit-trace.js';
