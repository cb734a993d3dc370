import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { BoardSection } from '../../../src/board/board-section';
import { LeadersFigure } from '../../../src/board/leaders-figure';
import { parseBoardView } from '../../../src/board/view-tabs';
import { addressOf, shortHash } from '../../../src/registry/addresses';
import { ask, nodes } from '../../../src/registry/ask';
import { RangeFigure } from '../../../src/range-test/range-figure';
import { recipeRows } from '../../../src/task/recipe-rows';
import { TaskParagraph } from '../../../src/task/task-paragraph';
import { formatDay } from '../../../src/text/time';
import { Commands } from '../../../src/ui/commands';
import { EmptyState } from '../../../src/ui/empty-state';
import { Facts } from '../../../src/ui/facts';
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
  const [rangeTest, ...otherTests] = nodes(task.rangeTests);
  return (
    <>
      <div className="title-block">
        <p className="kicker">
          Task · {task.kind}
          {task.state === 'OPEN' ? ' · open' : ` · ${task.state.toLowerCase()}`}
        </p>
        <h1>{task.name}</h1>
        <TaskParagraph task={task} />
      </div>

      <BoardSection task={task} rows={rows} />

      <div className="columns columns-side section">
        <div>
          <h2>Where training works</h2>
          {rangeTest === undefined ? (
            <EmptyState command={`ratebook range-test ${task.name}`}>
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
          {rows.length === 0 ? null : <LeadersFigure rows={rows} taskName={task.name} />}
        </div>
        <aside className="small">
          <h2>The fixed part</h2>
          <Facts
            rows={[
              [
                'model',
                <Link key="model" href={addressOf.model(task.model.slug)} prefetch={false}>
                  {task.model.name}
                </Link>,
              ],
              [
                'baseline',
                <Link key="baseline" href={addressOf.policy(task.baseline.hash)} prefetch={false} className="mono">
                  {task.baseline.notation}
                </Link>,
              ],
              ...recipeRows(task.recipe),
              ['evaluated at', task.evaluateAt.map((share) => `${String(Math.round(share * 100))}%`).join(', ')],
              ['opened', task.openedAt === null ? null : formatDay(task.openedAt)],
              ['hash', <code key="hash">{shortHash(task.hash)}</code>],
            ]}
          />
        </aside>
      </div>

      <section className="section" id="take-part">
        <h2>Take part</h2>
        <p className="mb-3 soft">
          Three commands, no GPU needed for the registry’s own tasks. Long runs survive a kill.
        </p>
        <Commands
          commands={[
            { says: 'Find the usable band first', command: `ratebook range-test ${task.name}` },
            {
              says: 'Measure a policy with three seeds that the server picks',
              command: `ratebook evaluate ${task.name} "${task.baseline.notation}" --seeds 3`,
            },
            { says: 'Send it; the checks run by themselves', command: 'ratebook submit' },
          ]}
        />
      </section>
    </>
  );
});
