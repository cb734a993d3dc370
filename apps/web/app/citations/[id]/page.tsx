import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { citationHeading, citedPolicyText, inWords } from '../../../src/citation/cited-text';
import { ConflictNote } from '../../../src/citation/conflict-note';
import { EvidenceMark } from '../../../src/evidence/evidence-mark';
import { PolicyLine } from '../../../src/policy/policy-line';
import { addressOf } from '../../../src/registry/addresses';
import { ask } from '../../../src/registry/ask';
import { formatCount, formatMetric, formatNumber } from '../../../src/text/numbers';
import { Facts } from '../../../src/ui/facts';
import { registryPage } from '../../../src/ui/registry-page';
import { SourceNote } from '../../../src/ui/source-note';
import { CitationQuery } from './page.graphql';

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const description = 'A published learning rate: what its source says, what was inferred, and what contradicts it.';
  return { title: `Citation ${decodeURIComponent((await params).id)}`, description };
}

function Sentences({ title, sentences }: { title: string; sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <section className="section mt-8!">
      <h2>{title}</h2>
      <ul className="list-disc space-y-1 pl-5">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}

export default registryPage(async ({ params }: Props) => {
  const { citation } = await ask(CitationQuery, { id: decodeURIComponent((await params).id) });
  if (citation === null) notFound();
  const { policy } = citation;
  return (
    <>
      <div className="title-block">
        <p className="kicker">
          Citation · {citation.kind} <EvidenceMark kind="PUBLISHED" standing={citation.evidence} />
        </p>
        <h1>{citationHeading(citation)}</h1>
        {policy === null ? (
          <p className="answer-policy">{citedPolicyText(citation)}</p>
        ) : (
          <PolicyLine
            notation={policy.notation}
            peakLearningRate={policy.peakLearningRate}
            curve={policy.curve?.learningRate ?? null}
            hash={policy.hash}
            isPeakShown
          />
        )}
        {citation.policyText === citedPolicyText(citation) ? null : <p className="mt-2">{citation.policyText}</p>}
      </div>
      <div className="columns columns-side">
        <div>
          {citation.conflicts.map((conflict) => (
            <ConflictNote key={conflict.sentence + conflict.citation.id} conflict={conflict} />
          ))}
          <p className="mt-2">
            <SourceNote source={citation.source} />
          </p>
          <Sentences title="Read in the source" sentences={citation.read} />
          <Sentences title="Inferred by us" sentences={citation.inferred} />
          <details className="section mt-6!">
            <summary>The whole record</summary>
            <pre className="scroll-x small">{JSON.stringify(citation.record, null, 2)}</pre>
          </details>
        </div>
        <aside className="small">
          <h2>What it is about</h2>
          <Facts
            rows={[
              [
                'model',
                citation.model === null ? (
                  citation.modelName
                ) : (
                  <Link key="model" href={addressOf.model(citation.model.slug)} prefetch={false}>
                    {citation.model.name}
                  </Link>
                ),
              ],
              ['data', citation.dataset === null ? null : inWords(citation.dataset)],
              ['task', citation.taskKind],
              [
                'metric',
                citation.metricValue === null ? (
                  'none given: a recipe, not a measurement'
                ) : (
                  <b key="metric" className="metric-text">
                    {formatMetric(citation.metricValue, citation.metricUnit)} {citation.metricName}
                  </b>
                ),
              ],
              ['optimiser', citation.optimizer],
              ['batch', citation.batchSize === null ? null : formatCount(citation.batchSize)],
              ['adaptation', citation.adaptation],
              ['rank', citation.rank],
              ['alpha', citation.alpha === null ? null : formatNumber(citation.alpha)],
            ]}
          />
        </aside>
      </div>
    </>
  );
});
