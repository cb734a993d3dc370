export {
  type EvaluationOptions,
  FORGED_ACCOUNT,
  FORGED_KEYS,
  forgeEvaluation,
  forgeRangeTest,
  type ForgeOptions,
  type RangeTestOptions,
} from './forge.js';
export { ForgedSubmission } from './forged-submission.js';
export { forgeTask } from './forge-task.js';
export { randomFrom } from './random.js';
