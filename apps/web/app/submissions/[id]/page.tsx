import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { addressOf, shortHash } from '../../../src/registry/addresses';
import { ask, nodes } from '../../../src/registry/ask';
import { environmentRows } from '../../../src/run/environment-rows';
import { RunList } from '../../../src/run/run-list';
import { submissionStateText } from '../../../src/submission/state';
import { formatAge, formatMoment } from '../../../src/text/time';
import { Commands } from '../../../src/ui/commands';
import { Facts } from '../../../src/ui/facts';
import { registryPage } from '../../../src/ui/registry-page';
import { ReportSection } from '../../../src/verification/report-section';
import { SubmissionQuery } from './page.graphql';

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Submission ${shortHash((await params).id)}` };
}

export default registryPage(async ({ params }: Props) => {
  const { submission } = await ask(SubmissionQuery, { id: (await params).id });
  if (submission === null) notFound();
  const runs = nodes(submission.runs);
  return (
    <>
      <div className="title-block">
        <p className="kicker">
          Submission ·{' '}
          <Link href={addressOf.task(submission.task.name)} prefetch={false}>
            {submission.task.name}
          </Link>{' '}
          · by{' '}
          <Link href={addressOf.account(submission.account.handle)} prefetch={false}>
            {submission.account.handle}
          </Link>
        </p>
        <h1>
          <span className={submission.state === 'REJECTED' ? 'bad-text' : undefined}>
            {submission.state.toLowerCase()}
          </span>
          <span className="soft font-normal"> · {shortHash(submission.id)}</span>
        </h1>
        <p className="lead">
          {submissionStateText(submission.state, submission.level)} Received {formatAge(submission.ageSeconds)} ago
          {submission.isOverdue ? ', longer than verification usually takes' : ''}.
        </p>
      </div>
      <div className="columns columns-side">
        <div>
          {submission.rangeTest === null ? null : (
            <p className="mb-4">
              <Link href={addressOf.rangeTest(submission.rangeTest.id)} prefetch={false}>
                Its range test
              </Link>
            </p>
          )}
          {submission.study === null ? null : (
            <p className="mb-4">
              <Link href={addressOf.study(submission.study.id)} prefetch={false}>
                Its study
              </Link>
              : what it asked, what it found, what that cost
            </p>
          )}
          {runs.length === 0 ? null : (
            <>
              <h2>Runs</h2>
              <RunList runs={runs} metric={submission.task.metric} isTaskShown />
            </>
          )}
          {submission.kind === 'EVALUATION' && submission.task.state === 'OPEN' ? (
            <>
              <h2 className="mt-6">Train it again</h2>
              <p className="mb-3 soft">
                The same policies with new seeds, on your machine and under your account; at the end the two stand side
                by side.
              </p>
              <Commands commands={[{ command: `ratebook reproduce ${shortHash(submission.id)}` }]} />
            </>
          ) : null}
        </div>
        <aside className="small">
          <h2>As it was received</h2>
          <Facts
            rows={[
              ['kind', submission.kind.toLowerCase().replaceAll('_', ' ')],
              ['standing', submission.standing],
              ['received', formatMoment(submission.receivedAt)],
              [
                'ticket',
                submission.ticket === null
                  ? 'none'
                  : `${submission.ticket.state.toLowerCase()}, opened ${formatMoment(submission.ticket.openedAt)}`,
              ],
              ['licence', submission.licence],
              ['runner', submission.runnerVersion],
              ['key', <code key="key">{shortHash(submission.keyId)}</code>],
              ...environmentRows(submission.environment),
            ]}
          />
          <details className="mt-2">
            <summary>Signature and exact text</summary>
            <p className="mono scroll-x mb-2">{submission.signature}</p>
            <pre className="scroll-x max-h-80">{submission.text}</pre>
          </details>
        </aside>
      </div>
      <ReportSection report={submission.report} />
    </>
  );
});
