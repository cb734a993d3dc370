import type { SearchHit } from './hit';

const SEARCH_AS_ONE_TYPES = `query SearchAsOneTypes($text: String!) {
  search(text: $text, first: 7) {
    edges { node { kind title subtitle href evidence notation peakLearningRate } }
  }
}`;

interface Answer {
  readonly data?: { readonly search?: { readonly edges: readonly { readonly node: SearchHit }[] } } | null;
}

/** Asks the registry through the site's own address, from the browser. An answer without data counts as nothing found. */
export async function askSearch(text: string, signal: AbortSignal): Promise<readonly SearchHit[]> {
  const reply = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query: SEARCH_AS_ONE_TYPES, variables: { text } }),
    signal,
  });
  const answer = (await reply.json()) as Answer;
  return answer.data?.search?.edges.map(({ node }) => node) ?? [];
}
