import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { CitationList } from '../../../src/citation/citation-list';
import { lawFormula } from '../../../src/policy/formula';
import { PolicyFigure } from '../../../src/policy/policy-figure';
import { addressOf, shortHash } from '../../../src/registry/addresses';
import { ask, nodes } from '../../../src/registry/ask';
import { RunList } from '../../../src/run/run-list';
import { formatLearningRate } from '../../../src/text/learning-rate';
import { formatCount } from '../../../src/text/numbers';
import { CopyButton } from '../../../src/ui/copy-button';
import { EmptyState } from '../../../src/ui/empty-state';
import { Facts } from '../../../src/ui/facts';
import { registryPage } from '../../../src/ui/registry-page';
import { type SearchParameters, textParameter } from '../../../src/ui/search-parameters';
import { PolicyQuery } from './page.graphql';

interface Props {
  params: Promise<{ hash: string }>;
  searchParams: SearchParameters;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Policy ${shortHash((await params).hash)}` };
}

export default registryPage(async ({ params, searchParams }: Props) => {
  const updatesText = textParameter(await searchParams, 'updates');
  const totalUpdates = updatesText !== undefined && /^[1-9]\d{0,6}$/.test(updatesText) ? Number(updatesText) : 1000;
  const { policy } = await ask(PolicyQuery, { hash: (await params).hash, totalUpdates });
  if (policy === null) notFound();
  const arms = nodes(policy.arms);
  const citations = nodes(policy.citations);
  return (
    <>
      <div className="title-block">
        <p className="kicker">Policy · {policy.law}</p>
        <h1 className="answer-policy text-[clamp(1.25rem,1rem+1.6vw,1.9rem)]!">{policy.notation}</h1>
        <CopyButton text={policy.notation} />
      </div>
      <div className="columns columns-side">
        <div>
          {policy.curve === null ? (
            <EmptyState>
              This policy cannot be drawn without knowing more: an epoch’s updates, the tokens of an update, or the
              metric that it listens to.
            </EmptyState>
          ) : (
            <PolicyFigure
              notation={policy.notation}
              curve={policy.curve}
              totalUpdates={totalUpdates}
              hash={policy.hash}
            />
          )}
        </div>
        <aside>
          <h2>What it is</h2>
          <Facts
            rows={[
              ['law', policy.law],
              ['peak', policy.peakLearningRate === null ? null : formatLearningRate(policy.peakLearningRate)],
              [
                'formula',
                <span key="formula" className="mono small">
                  {lawFormula(policy.law)}
                </span>,
              ],
              [
                'hash',
                <code key="hash" title={policy.hash}>
                  {shortHash(policy.hash)}
                </code>,
              ],
              [
                'shape',
                <code key="shape" title={policy.shapeHash}>
                  {shortHash(policy.shapeHash)}
                </code>,
              ],
            ]}
          />
          <p className="soft small mt-3">
            τ counts updates after the warm-up. Policies that share a shape differ by a factor only.{' '}
            <Link href="/methodology/policies">The policy language</Link>
          </p>
          <details className="mt-2">
            <summary>The document, in normal form</summary>
            <pre className="scroll-x small">{JSON.stringify(policy.document, null, 2)}</pre>
          </details>
        </aside>
      </div>

      <section className="section">
        <h2>Where it was tried</h2>
        {arms.length === 0 ? (
          <EmptyState command={`ratebook evaluate TASK "${policy.notation}"`}>
            Nobody has measured this policy here.
          </EmptyState>
        ) : (
          arms.map((arm) => (
            <div key={arm.hash} className="mb-6">
              <h3 className="mb-2">
                <Link href={addressOf.task(arm.task.name)} prefetch={false}>
                  {arm.task.name}
                </Link>
                <span className="soft small font-sans font-normal"> · {formatCount(arm.budgetUpdates)} updates</span>
              </h3>
              <RunList runs={nodes(arm.runs)} metric={arm.task.metric} isTaskShown={false} />
            </div>
          ))
        )}
      </section>
      {citations.length === 0 ? null : (
        <section className="section">
          <h2>Where it was published</h2>
          <CitationList citations={citations} isModelShown />
        </section>
      )}
    </>
  );
});
