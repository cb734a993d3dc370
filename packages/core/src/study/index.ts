export { expectedSearchUpdates, type StudyCost, studyCost } from './cost.js';
export { type PairedGain, pairedGain } from './gain.js';
export * from './plan.js';
export { readStudy, reportOfRun, type StudyReading, type TargetReading, type TrialReading } from './read-study.js';
export { replayStudy, type StudyState } from './replay.js';
export { updatesToTarget } from './target.js';
export * from './trial.js';
export type { ReportOf } from './trials.js';
