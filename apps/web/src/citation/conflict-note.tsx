import Link from 'next/link';
import { addressOf } from '../registry/addresses';
import { withLearningRates } from '../text/learning-rate';
import { citationHeading } from './cited-text';

/** Another citation that says something else of the same thing. */
export interface Conflict {
  readonly sentence: string;
  readonly citation: { readonly id: string; readonly title: string; readonly policyNotation: string | null };
}

/** What contradicts a citation, with the way to the other one. */
export function ConflictNote({ conflict }: { conflict: Conflict }) {
  return (
    <p className="note note-conflict small mt-1">
      <b>Conflict.</b> {withLearningRates(conflict.sentence)}{' '}
      <Link href={addressOf.citation(conflict.citation.id)} prefetch={false}>
        The other: {citationHeading(conflict.citation)}
      </Link>
    </p>
  );
}
