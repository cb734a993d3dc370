import { findLaw } from '@ratebook/core/policy';

/** A law that stands somewhere in a policy: what it does, and its formula by cases. */
export interface LawNote {
  readonly law: string;
  readonly sentence: string;
  readonly formula: readonly string[];
}

/** What joins policies has no formula of its own. */
const JOINTS: Readonly<Record<string, string>> = {
  sequence: 'Each phase in turn, at its own local time; a boundary belongs to the phase on its right.',
  switch: 'Closed loop: one policy until a metric reaches a value, or until a given length; then the other.',
};

/** Every law of a document once, the outermost first: phases and branches are looked into. */
export function lawNotes(document: unknown): readonly LawNote[] {
  return [...new Set(lawNames(document))].map((law) => {
    const { sentence, formula } = findLaw(law)?.documentation ?? { sentence: JOINTS[law] ?? '', formula: [] };
    return { law, sentence, formula };
  });
}

function lawNames(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'law' in value && typeof value.law === 'string' ? [value.law] : [];
  return [...own, ...Object.values(value).flatMap(lawNames)];
}
