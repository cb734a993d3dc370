export { type NamedBreak, namedBreaks } from './breaks.js';
export { checkContract, type ContractClause, honestSubmissions } from './check-contract.js';
export {
  type EvaluationOptions,
  FORGED_ACCOUNT,
  FORGED_KEYS,
  forgeEvaluation,
  forgeRangeTest,
  type ForgeOptions,
  type RangeTestOptions,
} from './forge.js';
export { forgeRamp, type RampOptions } from './forge-ramp.js';
export { ForgedSubmission } from './forged-submission.js';
export { forgeStudy, type StudyOptions, withPlan } from './forge-study.js';
export { forgeTask } from './forge-task.js';
export { randomFrom } from './random.js';
