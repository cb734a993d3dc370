import Link from 'next/link';
import { EvidenceMark } from '../evidence/evidence-mark';
import { addressOf } from '../registry/addresses';
import { formatMetric } from '../text/numbers';
import { type Source, SourceNote } from '../ui/source-note';
import { citedPolicyText, inWords } from './cited-text';
import { type Conflict, ConflictNote } from './conflict-note';

export interface CitationEntry {
  readonly id: string;
  readonly kind: string;
  readonly evidence: string;
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
  readonly conflicts: readonly Conflict[];
  readonly source: Source;
}

function Entry({ citation, isModelShown }: { citation: CitationEntry; isModelShown: boolean }) {
  const { adaptation, rank } = citation;
  return (
    <li>
      <span className="flex flex-wrap items-baseline gap-x-4">
        <Link className="row-title" href={addressOf.citation(citation.id)} prefetch={false}>
          {isModelShown ? citation.modelName : <code className="learning-rate-text">{citedPolicyText(citation)}</code>}
        </Link>
        {isModelShown ? <code className="learning-rate-text">{citedPolicyText(citation)}</code> : null}
        {citation.metricValue === null ? null : (
          <b className="metric-text">
            {formatMetric(citation.metricValue, citation.metricUnit)} {citation.metricName}
          </b>
        )}
        <EvidenceMark kind="PUBLISHED" standing={citation.evidence} />
      </span>
      <span className="row-facts">
        {adaptation === null ? null : <span>{rank === null ? adaptation : `${adaptation}, rank ${String(rank)}`}</span>}
        {citation.dataset === null ? null : <span>{inWords(citation.dataset)}</span>}
        {citation.optimizer === null ? null : <span>{citation.optimizer}</span>}
        <span>{citation.kind}</span>
        <SourceNote source={citation.source} />
      </span>
      {citation.conflicts.map((conflict) => (
        <ConflictNote key={conflict.sentence + conflict.citation.id} conflict={conflict} />
      ))}
    </li>
  );
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
        <Entry key={citation.id} citation={citation} isModelShown={isModelShown} />
      ))}
    </ul>
  );
}

const SHOWN_AT_FIRST = 8;

/** A list that may be long: the first few, the rest folded away. */
export function FoldedCitationList({ citations }: { citations: readonly CitationEntry[] }) {
  const rest = citations.slice(SHOWN_AT_FIRST);
  return (
    <>
      <CitationList citations={citations.slice(0, SHOWN_AT_FIRST)} />
      {rest.length === 0 ? null : (
        <details>
          <summary>{`${String(rest.length)} more`}</summary>
          <CitationList citations={rest} />
        </details>
      )}
    </>
  );
}
