import type { ResultOf } from 'gql.tada';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import type { BoardRow } from '../../../src/board/board-row';
import { BoardSection } from '../../../src/board/board-section';
import { LeadersFigure } from '../../../src/board/leaders-figure';
import { parseBoardView } from '../../../src/board/view-tabs';
import { addressOf } from '../../../src/registry/addresses';
import { ask, nodes } from '../../../src/registry/ask';
import { gridsFirst, RangeFigure } from '../../../src/range-test/range-figure';
import { StudyList } from '../../../src/study/study-list';
import { FixedPart } from '../../../src/task/fixed-part';
import { ProposalSection, TaskDocument } from '../../../src/task/proposal-section';
import { TakePart } from '../../../src/task/take-part';
import { TaskParagraph } from '../../../src/task/task-paragraph';
import { hasOpened, taskStateText } from '../../../src/task/task-state';
import { formatDay } from '../../../src/text/time';
import { EmptyState } from '../../../src/ui/empty-state';
import { registryPage } from '../../../src/ui/registry-page';
import { type SearchParameters, textParameter } from '../../../src/ui/search-parameters';
import { TaskQuery } from './page.graphql';

interface Props {
  params: Promise<{ name: string }>;
  searchParams: SearchParameters;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const task = decodeURIComponent((await params).name);
  return { title: task, description: `Learning-rate policies measured on ${task}, ranked with their uncertainty.` };
}

export default registryPage(async ({ params, searchParams }: Props) => {
  const parameters = await searchParams;
  const { task } = await ask(TaskQuery, {
    name: decodeURIComponent((await params).name),
    view: parseBoardView(textParameter(parameters, 'view')),
    after: textParameter(parameters, 'after') ?? null,
  });
  if (task === null) notFound();
  const rows = nodes(task.board.rows);
  const isMeasured = hasOpened(task.state);
  return (
    <>
      <div className="title-block">
        <p className="kicker">
          Task · {task.kind} · {task.state.toLowerCase()}
        </p>
        <h1>{task.name}</h1>
        {task.state === 'OPEN' ? null : <p className="note mb-3">{taskStateText(task.state)}</p>}
        <TaskParagraph task={task} />
      </div>

      {isMeasured ? <BoardSection task={task} rows={rows} /> : null}

      <div className="columns columns-side section">
        <div>{isMeasured ? <Measured task={task} rows={rows} /> : <Unmeasured task={task} />}</div>
        <aside className="small">
          <FixedPart task={task} />
        </aside>
      </div>

      {task.state === 'OPEN' ? (
        <TakePart name={task.name} notation={task.baseline.notation} document={task.document} />
      ) : null}
      {isMeasured ? <TaskDocument name={task.name} document={task.document} /> : null}
    </>
  );
});

type Asked = NonNullable<ResultOf<typeof TaskQuery>['task']>;

/** What the runs of a task have shown beside its board. */
function Measured({ task, rows }: { task: Asked; rows: readonly BoardRow[] }) {
  const studies = nodes(task.studies);
  const [rangeTest, ...otherTests] = gridsFirst(nodes(task.rangeTests));
  return (
    <>
      <h2>Where training works</h2>
      {rangeTest === undefined ? (
        <EmptyState {...(task.state === 'OPEN' ? { command: `ratebook range-test ${task.name}` } : {})}>
          Nobody has run a range test: short runs over a grid of learning rates that find the usable band.
        </EmptyState>
      ) : (
        <>
          <RangeFigure test={rangeTest} taskName={task.name} />
          {otherTests.length === 0 ? null : (
            <p className="small mt-2">
              Other range tests:{' '}
              {otherTests.map((test) => (
                <Link key={test.id} href={addressOf.rangeTest(test.id)} prefetch={false} className="mr-3">
                  by {test.account.handle}, {formatDay(test.receivedAt)}
                </Link>
              ))}
            </p>
          )}
        </>
      )}
      <section className="section" id="studies">
        <h2>Searches for a policy</h2>
        {studies.length === 0 ? (
          <EmptyState {...(task.state === 'OPEN' ? { command: `ratebook tune ${task.name} --method single` } : {})}>
            Nobody has searched for a policy here: many tried for a short while, few for long, the best one confirmed.
          </EmptyState>
        ) : (
          <StudyList studies={studies} />
        )}
        {task.studies.pageInfo.hasNextPage ? (
          <p className="mt-3">
            <Link href={`/studies?task=${encodeURIComponent(task.name)}`}>All studies of this task</Link>
          </p>
        ) : null}
      </section>
      {rows.length === 0 ? null : <LeadersFigure rows={rows} taskName={task.name} />}
    </>
  );
}

/** What there is of a task that has not opened: where it waits, what becomes of it; its document in any case. */
function Unmeasured({ task }: { task: Asked }) {
  return (
    <>
      {task.state === 'PROPOSED' ? <ProposalSection name={task.name} document={task.document} /> : null}
      <TaskDocument name={task.name} document={task.document} />
    </>
  );
}
