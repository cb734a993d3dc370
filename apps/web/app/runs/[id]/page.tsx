import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { PolicyLine } from '../../../src/policy/policy-line';
import { addressOf, shortHash } from '../../../src/registry/addresses';
import { ask } from '../../../src/registry/ask';
import { environmentRows } from '../../../src/run/environment-rows';
import { EvaluationTable } from '../../../src/run/evaluation-table';
import { outcomeText } from '../../../src/run/outcome';
import { TraceFigure } from '../../../src/run/trace-figure';
import { recipeRows } from '../../../src/task/recipe-rows';
import { formatLearningRate } from '../../../src/text/learning-rate';
import { formatCount, formatLarge, formatMetric, formatNumber } from '../../../src/text/numbers';
import { formatDuration, formatMoment } from '../../../src/text/time';
import { EmptyState } from '../../../src/ui/empty-state';
import { Facts } from '../../../src/ui/facts';
import { registryPage } from '../../../src/ui/registry-page';
import { ReportSection } from '../../../src/verification/report-section';
import { RunQuery } from './page.graphql';

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const description = 'One training: its learning rate and loss update by update, and every check of its verification.';
  return { title: `Run ${(await params).id}`, description };
}

export default registryPage(async ({ params }: Props) => {
  const { run } = await ask(RunQuery, { id: decodeURIComponent((await params).id) });
  if (run === null) notFound();
  const { metric } = run.task;
  return (
    <>
      <div className="title-block">
        <p className="kicker">
          Run ·{' '}
          <Link href={addressOf.task(run.task.name)} prefetch={false}>
            {run.task.name}
          </Link>{' '}
          · by{' '}
          <Link href={addressOf.account(run.account.handle)} prefetch={false}>
            {run.account.handle}
          </Link>
          {run.isImported ? ' · imported' : ''}
        </p>
        <h1 className={['COMPLETED', 'PRUNED'].includes(run.status) ? undefined : 'bad-text'}>
          {outcomeText(run, metric)}
        </h1>
        <PolicyLine
          notation={run.arm.policy.notation}
          peakLearningRate={run.peakLearningRate}
          curve={run.arm.policy.curve?.learningRate ?? null}
          hash={run.arm.policy.hash}
        />
        {run.reason === null ? null : <p className="note mt-2">{run.reason}</p>}
      </div>
      <div className="columns columns-side">
        <div>
          <h2>Learning rate and loss</h2>
          {run.trace === null ? (
            <EmptyState>The trace has not arrived yet. Its hash is {shortHash(run.traceHash)}.</EmptyState>
          ) : (
            <TraceFigure run={run} trace={{ ...run.trace, loss: run.trace.loss ?? [] }} />
          )}
          <section className="section">
            <h2>Evaluations</h2>
            <EvaluationTable evaluations={run.evaluations} metric={metric} />
          </section>
        </div>
        <aside className="small">
          <h2>Reached</h2>
          <Facts
            rows={[
              ['test', run.finalTest === null ? null : formatMetric(run.finalTest, metric.unit)],
              [
                'validation, last',
                run.finalValidation === null ? null : formatMetric(run.finalValidation, metric.unit),
              ],
              ['validation, best', run.bestValidation === null ? null : formatMetric(run.bestValidation, metric.unit)],
              ['least loss', run.minimumLoss === null ? null : formatNumber(run.minimumLoss)],
              ['peak LR', formatLearningRate(run.peakLearningRate)],
              ['role', run.role.toLowerCase()],
              [
                'study',
                run.study === null ? null : (
                  <Link key="study" href={addressOf.study(run.study.id)} prefetch={false} className="mono">
                    {shortHash(run.study.id)}
                  </Link>
                ),
              ],
              ['seed', `${String(run.seed)}, data order ${String(run.dataSeed)}`],
            ]}
          />
          <h2 className="mt-6">Cost</h2>
          <Facts
            rows={[
              ['updates', formatCount(run.updates)],
              ['examples', formatCount(run.examples)],
              ['tokens', run.tokens === null ? null : formatLarge(run.tokens)],
              ['operations', run.flops === null ? null : `${formatLarge(run.flops)} FLOP`],
              ['wall time', run.wallSeconds === null ? null : formatDuration(run.wallSeconds)],
            ]}
          />
          <h2 className="mt-6">Recipe</h2>
          <Facts rows={recipeRows(run.arm.recipe)} />
          <h2 className="mt-6">Environment</h2>
          <Facts
            rows={[
              ...environmentRows(run.submission.environment),
              ['runner', run.submission.runnerVersion],
              ['received', formatMoment(run.receivedAt)],
              [
                'submission',
                <Link key="submission" href={addressOf.submission(run.submission.id)} prefetch={false} className="mono">
                  {shortHash(run.submission.id)}
                </Link>,
              ],
              ['trace', <code key="trace">{shortHash(run.traceHash)}</code>],
              ['licence', run.submission.licence],
            ]}
          />
        </aside>
      </div>
      <ReportSection report={run.submission.report} />
    </>
  );
});
