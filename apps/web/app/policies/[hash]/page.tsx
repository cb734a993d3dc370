import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { CitationList } from '../../../src/citation/citation-list';
import { comparisonAddress } from '../../../src/policy/comparison-state';
import { LawList } from '../../../src/policy/law-list';
import { lawNotes } from '../../../src/policy/law-notes';
import { DrawingFigure } from '../../../src/policy/playground-result';
import { playgroundAddress, readPolicyState } from '../../../src/policy/playground-state';
import { playgroundView } from '../../../src/policy/playground-view';
import { PolicyExports } from '../../../src/policy/policy-exports';
import { standardRun, updatesRun } from '../../../src/policy/standard-run';
import { addressOf, shortHash } from '../../../src/registry/addresses';
import { ask, nodes } from '../../../src/registry/ask';
import { RunList } from '../../../src/run/run-list';
import { formatLearningRate } from '../../../src/text/learning-rate';
import { formatCount, plural } from '../../../src/text/numbers';
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
  const parameters = await searchParams;
  const { policy } = await ask(PolicyQuery, { hash: (await params).hash });
  if (policy === null) notFound();
  const arms = nodes(policy.arms);
  const [arm] = arms;
  const tried = arm === undefined ? standardRun(policy.notation) : updatesRun(arm.budgetUpdates);
  const state = readPolicyState(policy.notation, (name) => textParameter(parameters, name), tried);
  const view = playgroundView(state);
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
          {view.drawing === null ? (
            <EmptyState>
              {[...view.policyRefusals, ...view.runRefusals][0]?.sentence} It is drawn for{' '}
              <a href="#exports">your run</a>.
            </EmptyState>
          ) : (
            <DrawingFigure drawing={view.drawing} />
          )}
        </div>
        <aside>
          <h2>What it is</h2>
          <Facts
            rows={[
              ['law', policy.law],
              ['peak', view.drawing === null ? null : formatLearningRate(view.drawing.peakLearningRate)],
              ['over', view.drawing === null ? null : plural(view.drawing.totalUpdates, 'update')],
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
          <LawList notes={lawNotes(policy.document)} />
          <p className="soft small mt-2">
            τ counts updates after the warm-up, T is their number, L a length. Policies that share a shape differ by a
            factor only. <Link href="/methodology/policies">The policy language</Link>
          </p>
          <p className="mt-2 flex flex-wrap gap-x-4">
            <Link href={playgroundAddress(state)} prefetch={false}>
              Change it in the playground
            </Link>
            <Link href={comparisonAddress([policy.notation], state.run)} prefetch={false}>
              Compare it with others
            </Link>
          </p>
          <details className="mt-2">
            <summary>The document, in normal form</summary>
            <pre className="scroll-x small">{JSON.stringify(policy.document, null, 2)}</pre>
          </details>
        </aside>
      </div>

      <PolicyExports state={state} view={view} address={addressOf.policy(policy.hash)} />

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
