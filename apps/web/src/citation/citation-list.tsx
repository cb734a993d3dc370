import Link from 'next/link';
import { EvidenceMark } from '../evidence/evidence-mark';
import { addressOf } from '../registry/addresses';
import { formatLearningRate, formatLearningRateRange } from '../text/learning-rate';
import { formatMetric } from '../text/numbers';
import { type Source, SourceNote } from '../ui/source-note';

export interface CitationEntry {
  readonly id: string;
  readonly kind: string;
  readonly evidence: string;
  readonly title: string;
  readonly modelName: string;
  readonly dataset: string | null;
  readonly policyNotation: string | null;
  readonly policyText: string;
  readonly peakLearningRate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly adaptation: string | null;
  readonly rank: number | null;
  readonly optimizer: string | null;
  readonly metricName: string | null;
  readonly metricValue: number | null;
  readonly metricUnit: string | null;
  readonly conflicts: readonly { readonly sentence: string }[];
  readonly source: Source;
}

/** What a citation says about the learning rate: its policy in notation, a range, a peak, or its own words. */
export function citedPolicyText(citation: CitationEntry): string {
  if (citation.policyNotation !== null) return citation.policyNotation;
  if (citation.low !== null && citation.high !== null) return formatLearningRateRange(citation.low, citation.high);
  if (citation.peakLearningRate !== null) return formatLearningRate(citation.peakLearningRate);
  return citation.policyText;
}

/** Published records, one ruled entry each, with what contradicts them flagged in the entry itself. */
export function CitationList({
  citations,
  isModelShown = false,
}: {
  citations: readonly CitationEntry[];
  isModelShown?: boolean;
}) {
  return (
    <ul className="ruled">
      {citations.map((citation) => (
        <li key={citation.id}>
          <span className="flex flex-wrap items-baseline gap-x-4">
            <Link className="row-title" href={addressOf.citation(citation.id)} prefetch={false}>
              {isModelShown ? citation.modelName : citation.title}
            </Link>
            <code className="learning-rate-text">{citedPolicyText(citation)}</code>
            {citation.metricValue === null ? null : (
              <b className="metric-text">
                {formatMetric(citation.metricValue, citation.metricUnit)} {citation.metricName}
              </b>
            )}
            <EvidenceMark kind="PUBLISHED" standing={citation.evidence} />
          </span>
          <span className="row-facts">
            <span>{citation.kind}</span>
            {citation.dataset === null ? null : <span>{citation.dataset}</span>}
            {citation.adaptation === null ? null : (
              <span>
                {citation.adaptation}
                {citation.rank === null ? '' : `, rank ${String(citation.rank)}`}
              </span>
            )}
            {citation.optimizer === null ? null : <span>{citation.optimizer}</span>}
            <SourceNote source={citation.source} />
          </span>
          {citation.conflicts.map(({ sentence }) => (
            <p key={sentence} className="note note-conflict small mt-1">
              <b>Conflict.</b> {sentence}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}
