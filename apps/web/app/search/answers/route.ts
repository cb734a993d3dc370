import { ask, nodes } from '../../../src/registry/ask';
import { withBestPolicies } from '../../../src/search/best-policies';
import { SearchQuery } from '../page.graphql';

const MOST_CHARACTERS = 200;
const MOST_ANSWERS = 7;

/** What the search box shows as one types: `?q=text`, answered with a list of hits. A registry that is away is a 502. */
export async function GET(request: Request): Promise<Response> {
  const text = (new URL(request.url).searchParams.get('q') ?? '').trim().slice(0, MOST_CHARACTERS);
  if (text === '') return Response.json([]);
  try {
    const { search } = await ask(SearchQuery, { text, first: MOST_ANSWERS, after: null });
    return Response.json(await withBestPolicies(nodes(search)), {
      headers: { 'cache-control': 'private, max-age=30' },
    });
  } catch {
    return Response.json({ message: 'The registry gave no answer.' }, { status: 502 });
  }
}
