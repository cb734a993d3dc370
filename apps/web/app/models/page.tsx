import type { Metadata } from 'next';
import Link from 'next/link';
import { EvidenceMark } from '../../src/evidence/evidence-mark';
import { addressOf } from '../../src/registry/addresses';
import { ask, nodes } from '../../src/registry/ask';
import { formatLearningRate } from '../../src/text/learning-rate';
import { formatLarge, plural } from '../../src/text/numbers';
import { EmptyState } from '../../src/ui/empty-state';
import { FilterForm } from '../../src/ui/filter-form';
import { Pager } from '../../src/ui/pager';
import { registryPage } from '../../src/ui/registry-page';
import { type SearchParameters, textParameter } from '../../src/ui/search-parameters';
import { ModelsQuery } from './page.graphql';

export const metadata: Metadata = { title: 'Models' };

export default registryPage(async ({ searchParams }: { searchParams: SearchParameters }) => {
  const parameters = await searchParams;
  const text = textParameter(parameters, 'q');
  const { models } = await ask(ModelsQuery, { text: text ?? null, after: textParameter(parameters, 'after') ?? null });
  const found = nodes(models);
  return (
    <>
      <div className="title-block">
        <h1>Models</h1>
        <p className="lead">Each with its best known policy, and how much stands behind it.</p>
      </div>
      <FilterForm action="/models" name="q" value={text} placeholder="Name or family" label="Find a model" />
      {found.length === 0 ? (
        <EmptyState>
          No model by that name.{' '}
          <Link href={`/search?q=${encodeURIComponent(text ?? '')}`}>Ask for a formula instead</Link>.
        </EmptyState>
      ) : (
        <ul className="ruled">
          {found.map((model) => {
            const best = model.bestPolicies[0];
            return (
              <li key={model.slug}>
                <Link className="row-link" href={addressOf.model(model.slug)} prefetch={false}>
                  <span className="flex flex-wrap items-baseline gap-x-3">
                    <span className="row-title">{model.name}</span>
                    {best === undefined ? null : (
                      <>
                        <code className="learning-rate-text">
                          {best.notation ??
                            (best.peakLearningRate === null ? '' : formatLearningRate(best.peakLearningRate))}
                        </code>
                        <EvidenceMark kind={best.evidence} standing={best.standing} />
                      </>
                    )}
                  </span>
                  <span className="row-facts">
                    {model.parameterCount === null ? null : <span>{formatLarge(model.parameterCount)} parameters</span>}
                    {model.family === null ? null : <span>{model.family}</span>}
                    <span>{plural(model.evidenceCount, 'piece')} of evidence</span>
                  </span>
                </Link>
              </li>
            );
          })}
        </ul>
      )}
      <Pager address="/models" parameters={text === undefined ? {} : { q: text }} pageInfo={models.pageInfo} />
    </>
  );
});
