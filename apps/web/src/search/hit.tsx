import { inWords } from '../citation/cited-text';
import { EvidenceMark } from '../evidence/evidence-mark';
import type { EvidenceKind } from '../evidence/evidence';
import { formatLearningRate } from '../text/learning-rate';

export interface SearchHit {
  readonly kind: string;
  readonly title: string;
  readonly subtitle: string;
  readonly href: string;
  readonly evidence: EvidenceKind | null;
  readonly notation: string | null;
  readonly peakLearningRate: number | null;
  /** MEASURED or USED, where the registry told it. */
  readonly standing?: string;
}

/** One thing found: what it is, and for a model the best policy known, with its evidence. */
export function HitLine({ hit }: { hit: SearchHit }) {
  return (
    <>
      <span className="flex flex-wrap items-baseline gap-x-3">
        <span className="row-title">{inWords(hit.title)}</span>
        <span className="soft small">{hit.kind.toLowerCase()}</span>
      </span>
      <span className="row-facts">
        {hit.notation !== null ? (
          <code className="learning-rate-text">{hit.notation}</code>
        ) : hit.peakLearningRate !== null ? (
          <code className="learning-rate-text">{formatLearningRate(hit.peakLearningRate)}</code>
        ) : null}
        {hit.evidence === null ? null : (
          <EvidenceMark kind={hit.evidence} standing={hit.standing ?? standingOf(hit.subtitle)} />
        )}
        <span>{restOf(hit)}</span>
      </span>
    </>
  );
}

/** The subtitle without what is said before it anyway: the kind, and whether it was measured or used. */
function restOf({ kind, subtitle }: SearchHit): string {
  return subtitle
    .split(' · ')
    .filter((part) => part !== kind.toLowerCase() && part !== 'measured' && part !== 'used')
    .join(' · ');
}

/** A citation found carries no standing of its own; its subtitle says "used" where a source gives only the recipe. */
function standingOf(subtitle: string): string {
  return /\bused\b/i.test(subtitle) ? 'USED' : 'MEASURED';
}
