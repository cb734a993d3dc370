import type { EvidenceKind } from '../evidence/evidence';

/** A piece of evidence as the registry lists it for a model. */
export interface EvidenceEntry {
  readonly evidence: EvidenceKind;
  readonly standing: string;
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
  readonly href: string;
}
