import type { Metadata } from 'next';
import Link from 'next/link';
import { PolicyLine } from '../../src/policy/policy-line';
import { ask, nodes } from '../../src/registry/ask';
import { EmptyState } from '../../src/ui/empty-state';
import { Pager } from '../../src/ui/pager';
import { FilterForm } from '../../src/ui/filter-form';
import { registryPage } from '../../src/ui/registry-page';
import { type SearchParameters, textParameter } from '../../src/ui/search-parameters';
import { PoliciesQuery } from './page.graphql';

export const metadata: Metadata = { title: 'Policies' };

export default registryPage(async ({ searchParams }: { searchParams: SearchParameters }) => {
  const parameters = await searchParams;
  const law = textParameter(parameters, 'law');
  const { policies } = await ask(PoliciesQuery, {
    law: law ?? null,
    after: textParameter(parameters, 'after') ?? null,
  });
  const found = nodes(policies);
  return (
    <>
      <div className="title-block">
        <h1>Policies</h1>
        <p className="lead">
          A policy says the learning rate of every update, as a document with a name of its own: its hash. The small
          curve shows it over a thousand updates. Write one in the <Link href="/playground">playground</Link>, or{' '}
          <Link href="/compare">compare</Link> some.
        </p>
      </div>
      <FilterForm
        action="/policies"
        name="law"
        value={law}
        placeholder="A law: cosine"
        label="Only policies of this law"
      />
      {found.length === 0 ? (
        <EmptyState command={'ratebook policy print "cosine(2e-5, warmup=3%)"'}>
          No policy {law === undefined ? 'is known yet' : `of the law “${law}”`}. This checks one that you write.
        </EmptyState>
      ) : (
        <ul className="ruled">
          {found.map((policy) => (
            <li key={policy.hash} className="flex min-h-11 items-center">
              <PolicyLine
                notation={policy.notation}
                peakLearningRate={policy.peakLearningRate}
                curve={policy.curve?.learningRate ?? null}
                hash={policy.hash}
              />
            </li>
          ))}
        </ul>
      )}
      <Pager address="/policies" parameters={law === undefined ? {} : { law }} pageInfo={policies.pageInfo} />
    </>
  );
});
