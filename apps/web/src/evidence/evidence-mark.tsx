import { type EvidenceKind, evidenceLook, evidenceSentence, evidenceWord } from './evidence';
import { EvidenceShape } from './evidence-shape';

/** The mark that stands wherever evidence is named: a shape, a word, and on hover what it means. */
export function EvidenceMark({ kind, standing }: { kind: EvidenceKind; standing: string }) {
  const look = evidenceLook(kind, standing);
  return (
    <span className="evidence-mark" title={evidenceSentence(look)}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" className="learning-rate">
        <EvidenceShape look={look} x={7} y={7} radius={4.6} />
      </svg>
      {evidenceWord(look)}
    </span>
  );
}
