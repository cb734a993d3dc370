import type { CitationRecord } from '../citation/citation.store.js';
import type { TaskRecord } from '../task/task.store.js';

/** How an answer is known, best first. */
export type Evidence = 'MEASURED_HERE' | 'MEASURED_NEAR' | 'IMPORTED' | 'PUBLISHED' | 'FORMULA';

/** Which policy for this model? Everything but the model may be left open. */
export interface Question {
  /** Slug, hub id or another name. */
  readonly model: string;
  readonly adaptation?: string | null;
  readonly rank?: number | null;
  readonly taskKind?: string | null;
  readonly dataset?: string | null;
  readonly task?: string | null;
  /** Share of the task’s budget. */
  readonly budget?: number | null;
}

export interface SourceFacts {
  readonly text: string;
  readonly url: string | null;
  readonly licence: string | null;
  readonly sourceRead: boolean;
  readonly date: string | null;
}

export interface Answer {
  readonly evidence: Evidence;
  /** MEASURED where there is a metric, USED where there is only a recipe. */
  readonly standing: 'MEASURED' | 'USED';
  readonly sentence: string;
  readonly notation: string | null;
  readonly peakLearningRate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly modelName: string;
  readonly adaptation: string | null;
  readonly rank: number | null;
  readonly optimizer: string | null;
  readonly batchSize: number | null;
  readonly expectedMetric: number | null;
  readonly metricLower: number | null;
  readonly metricUpper: number | null;
  readonly metricName: string | null;
  readonly metricUnit: string | null;
  readonly n: number | null;
  readonly accounts: number | null;
  readonly level: number | null;
  readonly costUpdates: number | null;
  readonly safeBandLow: number | null;
  readonly safeBandHigh: number | null;
  readonly bandSentence: string | null;
  readonly gainOverFormula: number | null;
  readonly source: SourceFacts | null;
  readonly policyId: number | null;
  readonly task: TaskRecord | null;
  readonly armId: number | null;
  readonly citation: CitationRecord | null;
}

/** One piece of evidence on a logarithmic axis of learning rates. */
export interface EvidenceDot {
  readonly evidence: Evidence;
  readonly standing: 'MEASURED' | 'USED';
  readonly peakLearningRate: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly label: string;
  readonly metricName: string | null;
  readonly metricValue: number | null;
  readonly metricUnit: string | null;
  readonly adaptation: string | null;
  readonly rank: number | null;
  readonly optimizer: string | null;
  readonly dataset: string | null;
  /** Address on the site. */
  readonly href: string;
}

export interface GuideEntry {
  readonly id: string;
  readonly title: string;
  readonly notation: string;
  readonly low: number;
  readonly high: number;
  readonly sentence: string;
  readonly source: SourceFacts;
  readonly measured: readonly EvidenceDot[];
}

/** An answer of which nothing is known yet. */
export const EMPTY_ANSWER = {
  low: null,
  high: null,
  notation: null,
  peakLearningRate: null,
  adaptation: null,
  rank: null,
  optimizer: null,
  batchSize: null,
  expectedMetric: null,
  metricLower: null,
  metricUpper: null,
  metricName: null,
  metricUnit: null,
  n: null,
  accounts: null,
  level: null,
  costUpdates: null,
  safeBandLow: null,
  safeBandHigh: null,
  bandSentence: null,
  gainOverFormula: null,
  source: null,
  policyId: null,
  task: null,
  armId: null,
  citation: null,
} satisfies Partial<Answer>;
