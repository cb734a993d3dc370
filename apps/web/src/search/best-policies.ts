import { gql, type TypedDocumentNode } from '@urql/core';
import type { EvidenceKind } from '../evidence/evidence';
import { ask } from '../registry/ask';
import type { SearchHit } from './hit';

const MODEL_ADDRESS = '/models/';

interface BestPolicy {
  readonly evidence: EvidenceKind;
  readonly standing: string;
  readonly notation: string | null;
  readonly peakLearningRate: number | null;
}
type Answer = Readonly<Record<string, { readonly bestPolicies: readonly BestPolicy[] } | null>>;

const slugOf = (hit: SearchHit) =>
  hit.kind === 'MODEL' && hit.notation === null && hit.href.startsWith(MODEL_ADDRESS)
    ? hit.href.slice(MODEL_ADDRESS.length).split('/').map(decodeURIComponent).join('/')
    : null;

/** One question for the best policies of several models, or null where no hit is a model. */
export function bestPoliciesQuestion(
  hits: readonly SearchHit[],
): { document: string; variables: Readonly<Record<string, string>> } | null {
  const slugs = hits.flatMap((hit, index) => {
    const slug = slugOf(hit);
    return slug === null ? [] : [{ slug, index }];
  });
  if (slugs.length === 0) return null;
  const fields = 'bestPolicies(first: 1) { evidence standing notation peakLearningRate }';
  return {
    document: `query BestPoliciesOfHits(${slugs.map(({ index }) => `$slug${String(index)}: String!`).join(', ')}) {
      ${slugs.map(({ index }) => `hit${String(index)}: model(slug: $slug${String(index)}) { ${fields} }`).join(' ')}
    }`,
    variables: Object.fromEntries(slugs.map(({ slug, index }) => [`slug${String(index)}`, slug])),
  };
}

/** Gives every model found its best known policy and the evidence for it, which a search by name does not tell. */
export async function withBestPolicies(hits: readonly SearchHit[]): Promise<readonly SearchHit[]> {
  const question = bestPoliciesQuestion(hits);
  if (question === null) return hits;
  const document: TypedDocumentNode<Answer, Readonly<Record<string, string>>> = gql(question.document);
  const answer = await ask(document, question.variables);
  return hits.map((hit, index) => {
    const best = answer[`hit${String(index)}`]?.bestPolicies[0];
    return best === undefined ? hit : { ...hit, ...best };
  });
}
