import type { ResultOf } from 'gql.tada';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { addressOf, shortHash } from '../../../src/registry/addresses';
import { ask, nodes } from '../../../src/registry/ask';
import { comparedBy } from '../../../src/study/compared';
import { CostTable } from '../../../src/study/cost-table';
import { FoundPolicy } from '../../../src/study/found-policy';
import { PlanFacts } from '../../../src/study/plan-facts';
import { candidatesOf } from '../../../src/study/study-data';
import { CurvesFigure, RungFigure } from '../../../src/study/study-figures';
import {
  costText,
  gainHeading,
  gainText,
  methodText,
  problemHeading,
  runnerUpHeading,
  studySentence,
} from '../../../src/study/study-words';
import { TrialTable } from '../../../src/study/trial-table';
import { plural } from '../../../src/text/numbers';
import { formatMoment } from '../../../src/text/time';
import { EmptyState } from '../../../src/ui/empty-state';
import { Facts } from '../../../src/ui/facts';
import { registryPage } from '../../../src/ui/registry-page';
import { LevelMark } from '../../../src/verification/level-mark';
import { ReportSection } from '../../../src/verification/report-section';
import { StudyBoardQuery, StudyQuery } from './page.graphql';

interface Props {
  params: Promise<{ id: string }>;
}

type Study = NonNullable<ResultOf<typeof StudyQuery>['study']>;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const description = 'A search for a learning-rate policy: what was asked, what it found, and what finding it cost.';
  return { title: `Study ${(await params).id.slice(0, 12)}`, description };
}

export default registryPage(async ({ params }: Props) => {
  const { study } = await ask(StudyQuery, { id: decodeURIComponent((await params).id) });
  if (study === null) notFound();
  const trials = nodes(study.trials);
  const { plan, task } = study;
  return (
    <>
      <div className="title-block">
        <p className="kicker">
          Study · {methodText(study.method)} ·{' '}
          <Link href={addressOf.task(task.name)} prefetch={false}>
            {task.name}
          </Link>{' '}
          · by{' '}
          <Link href={addressOf.account(study.account.handle)} prefetch={false}>
            {study.account.handle}
          </Link>
        </p>
        <h1>{studySentence(study)}</h1>
        {study.problem === null ? (
          <p className="lead">
            {plural(study.trialCount, 'trial')}; the search took {costText(study.searchUpdates, study.fullGridUpdates)}.
          </p>
        ) : (
          <p className="note note-conflict" role="note">
            <b>{problemHeading(study)}</b> {study.problem} No search cost is taken from it; its runs are judged and
            ranked as all others are.
          </p>
        )}
      </div>
      <div className="columns columns-side">
        <div>
          {plan === null || trials.length === 0 ? (
            <EmptyState>
              What was tried, what it found and what it cost would stand here.{' '}
              {plan === null ? 'Without its plan' : 'With a plan that does not fit'} there are only the runs of{' '}
              <Link href={addressOf.submission(study.submission.id)} prefetch={false}>
                its submission
              </Link>
              .
            </EmptyState>
          ) : (
            <>
              <RungFigure
                taskName={task.name}
                trials={trials}
                rungs={plan.rungs}
                compared={comparedBy(plan.by, task.metric)}
                winner={study.winner}
              />
              <CurvesFigure
                taskName={task.name}
                trials={trials}
                totalUpdates={plan.totalUpdates}
                winner={study.winner}
                runnerUp={study.runnerUp}
              />
              <CostTable costs={study} candidateCount={plan.candidateCount} />
            </>
          )}
        </div>
        <aside className="small">
          <Outcome study={study} />
          {plan === null ? null : (
            <>
              <h2 className="mt-6">What was asked</h2>
              <PlanFacts
                method={study.method}
                plan={plan}
                metricName={task.metric.name}
                begunCount={trials.length === 0 ? null : candidatesOf(trials).length}
              />
            </>
          )}
          <Origin study={study} />
        </aside>
      </div>
      {trials.length === 0 ? null : (
        <section className="section" id="trials">
          <h2>All trials</h2>
          <TrialTable
            trials={trials}
            metric={task.metric}
            winner={study.winner?.position ?? null}
            runnerUp={study.runnerUp?.position ?? null}
          />
          <p className="soft small mt-3">
            Trials see the validation split alone, with one seed, and rank nowhere: chosen by that value, it is too
            good.
            {study.trials.pageInfo.hasNextPage ? ' The first hundred are shown; the API gives the others.' : ''}
          </p>
        </section>
      )}
      <ReportSection report={study.submission.report} />
    </>
  );
});

/** Winner and runner-up with their places on the board, and how far apart they are. */
async function Outcome({ study }: { study: Study }) {
  const { winner, runnerUp, task, gain } = study;
  if (winner === null) return null;
  const { board } = await ask(StudyBoardQuery, { task: task.name, budget: winner.arm?.budgetShare ?? 1 });
  const rows = board === null ? [] : nodes(board.rows);
  const standingOf = (trial: Study['winner']) => rows.find(({ armHash }) => armHash === trial?.arm?.hash) ?? null;
  const target = (updates: number | null) =>
    study.targetMetric === null ? null : { metric: study.targetMetric, updates };
  const shared = { metric: task.metric, taskName: task.name };
  return (
    <>
      <FoundPolicy
        {...shared}
        heading="Winner"
        trial={winner}
        standing={standingOf(winner)}
        target={target(study.targetWinner)}
      />
      {runnerUp === null ? null : (
        <div className="mt-6">
          <FoundPolicy
            {...shared}
            heading={runnerUpHeading(study)}
            trial={runnerUp}
            standing={standingOf(runnerUp)}
            target={target(study.targetRunnerUp)}
          />
        </div>
      )}
      {gain === null ? null : (
        <>
          <h2 className="mt-6">{gainHeading(study)}</h2>
          <p className="metric-text">{gainText(gain, task.metric)}.</p>
        </>
      )}
    </>
  );
}

function Origin({ study }: { study: Study }) {
  return (
    <>
      <h2 className="mt-6">Where it comes from</h2>
      <Facts
        rows={[
          [
            'range test',
            study.rangeTest === null ? null : (
              <Link key="range" href={addressOf.rangeTest(study.rangeTest.id)} prefetch={false} className="mono">
                {shortHash(study.rangeTest.id)}
              </Link>
            ),
          ],
          ['checked', <LevelMark key="level" level={study.level} />],
          ['received', formatMoment(study.receivedAt)],
          [
            'submission',
            <Link key="submission" href={addressOf.submission(study.submission.id)} prefetch={false} className="mono">
              {shortHash(study.submission.id)}
            </Link>,
          ],
        ]}
      />
      <p className="soft mt-3">
        Outcome and costs are not the sender’s word: the registry makes every decision again from the plan and from what
        the runs measured.
      </p>
    </>
  );
}
