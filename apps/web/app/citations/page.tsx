import type { Metadata } from 'next';
import { CitationList } from '../../src/citation/citation-list';
import { ask, nodes } from '../../src/registry/ask';
import { EmptyState } from '../../src/ui/empty-state';
import { FilterForm } from '../../src/ui/filter-form';
import { Pager } from '../../src/ui/pager';
import { registryPage } from '../../src/ui/registry-page';
import { givenParameters, type SearchParameters, textParameter } from '../../src/ui/search-parameters';
import { CitationsQuery } from './page.graphql';

export const metadata: Metadata = { title: 'Citations' };

export default registryPage(async ({ searchParams }: { searchParams: SearchParameters }) => {
  const parameters = await searchParams;
  const kept = givenParameters(parameters, ['model', 'kind', 'evidence']);
  const { citations } = await ask(CitationsQuery, { ...kept, after: textParameter(parameters, 'after') ?? null });
  const found = nodes(citations);
  return (
    <>
      <div className="title-block">
        <h1>Citations</h1>
        <p className="lead">
          What others published: recipes, ranges, search spaces, claims. No run of ours stands behind them. Each says
          what was read in its source, what was inferred, and what contradicts it.
        </p>
      </div>
      <FilterForm
        action="/citations"
        name="model"
        value={kept['model']}
        placeholder="A model’s id"
        label="Only this model’s citations"
      />
      {found.length === 0 ? (
        <EmptyState>
          No citation fits. Citations come from the project’s own reading of papers and repositories.
        </EmptyState>
      ) : (
        <CitationList citations={found} isModelShown />
      )}
      <Pager address="/citations" parameters={kept} pageInfo={citations.pageInfo} />
    </>
  );
});
