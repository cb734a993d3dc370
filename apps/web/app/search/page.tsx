import { parsePolicy } from '@ratebook/core/policy';
import type { Metadata } from 'next';
import Link from 'next/link';
import { AnswerList } from '../../src/policy/answer-list';
import { playgroundOf } from '../../src/policy/playground-state';
import { ask, nodes } from '../../src/registry/ask';
import { withBestPolicies } from '../../src/search/best-policies';
import { HitLine } from '../../src/search/hit';
import { SearchBox } from '../../src/search/search-box';
import { Pager } from '../../src/ui/pager';
import { registryPage } from '../../src/ui/registry-page';
import { type SearchParameters, textParameter } from '../../src/ui/search-parameters';
import { SearchQuery, UnknownModelQuery } from './page.graphql';

export const metadata: Metadata = { title: 'Search' };

export default registryPage(async ({ searchParams }: { searchParams: SearchParameters }) => {
  const parameters = await searchParams;
  const text = textParameter(parameters, 'q');
  if (text === undefined) {
    return (
      <>
        <h1 className="mb-4">Search the book</h1>
        <SearchBox autoFocus />
        <p className="soft mt-3">Models, tasks, policies, citations, runs and people, by any word of their names.</p>
      </>
    );
  }
  const { search } = await ask(SearchQuery, { text, first: 20, after: textParameter(parameters, 'after') ?? null });
  const hits = await withBestPolicies(nodes(search));
  const fallback = hits.length === 0 ? (await ask(UnknownModelQuery, { model: text })).bestPolicy : [];
  return (
    <>
      <h1 className="mb-4">
        {hits.length === 0 ? 'Nothing by the name' : 'Found for'} “{text}”
      </h1>
      <SearchBox initialText={text} />
      {parsePolicy(text).ok ? (
        <p className="mt-4">
          It reads as a policy: <Link href={playgroundOf(text)}>draw it</Link>, and take it along for your tool.
        </p>
      ) : null}
      {hits.length > 0 ? (
        <ul className="ruled mt-8">
          {hits.map((hit) => (
            <li key={hit.href + hit.title}>
              <Link className="row-link" href={hit.href} prefetch={false}>
                <HitLine hit={hit} />
              </Link>
            </li>
          ))}
        </ul>
      ) : (
        <section className="section">
          <p>
            The registry holds no evidence under this name. If it is a model, these formulas are where one starts;{' '}
            <Link href="/guide">the guide</Link> says where they come from and what was measured beside them.
          </p>
          <div className="mt-4">
            <AnswerList answers={fallback} />
          </div>
        </section>
      )}
      <Pager address="/search" parameters={{ q: text }} pageInfo={search.pageInfo} />
    </>
  );
});
