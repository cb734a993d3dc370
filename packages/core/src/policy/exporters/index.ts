export { exportPolicy, type ExportedForm, type ExportedPolicy, type ExportRequest } from './export-policy.js';
export {
  type ExportCandidate,
  type Exporter,
  type ExportLanguage,
  type ExportRun,
  type Trainer,
  TRAINERS,
} from './exporter.js';
export type { Fidelity, ToolDifference } from './fidelity.js';
export { pythonLearningRateFunction } from './python/learning-rate-function.js';
export { MOST_UPDATES, readerRun, type ReaderRunInput } from './reader-run.js';
export { exporters, findExporter } from './registry.js';
export { MOST_TABLE_UPDATES, refusedTable } from './table/table-limit.js';
