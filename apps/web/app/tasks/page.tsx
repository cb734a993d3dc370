import type { Metadata } from 'next';
import Link from 'next/link';
import { addressOf } from '../../src/registry/addresses';
import { ask, nodes } from '../../src/registry/ask';
import { formatCount, formatMetric, plural } from '../../src/text/numbers';
import { EmptyState } from '../../src/ui/empty-state';
import { Pager } from '../../src/ui/pager';
import { registryPage } from '../../src/ui/registry-page';
import { type SearchParameters, textParameter } from '../../src/ui/search-parameters';
import { TasksQuery } from './page.graphql';

export const metadata: Metadata = { title: 'Tasks' };

export default registryPage(async ({ searchParams }: { searchParams: SearchParameters }) => {
  const parameters = await searchParams;
  const kind = textParameter(parameters, 'kind');
  const { tasks } = await ask(TasksQuery, { kind: kind ?? null, after: textParameter(parameters, 'after') ?? null });
  const found = nodes(tasks);
  const kinds = [...new Set(found.map((task) => task.kind))];
  return (
    <>
      <div className="title-block">
        <h1>Tasks</h1>
        <p className="lead">
          A task fixes everything but the learning rate: model, data, metric, budget and the moments at which it is
          measured. Once open it never changes.
        </p>
      </div>
      {found.length === 0 ? (
        <EmptyState command="ratebook tasks">
          {kind === undefined ? 'No task is open yet.' : `No task of the kind “${kind}”.`} The runner lists them as they
          open.
        </EmptyState>
      ) : null}
      {kinds.map((name) => (
        <section key={name} className="section mt-6!">
          <h2>{name}</h2>
          <ul className="ruled">
            {found
              .filter((task) => task.kind === name)
              .map((task) => (
                <li key={task.name}>
                  <Link className="row-link" href={addressOf.task(task.name)} prefetch={false}>
                    <span className="flex flex-wrap items-baseline gap-x-3">
                      <span className="row-title">{task.name}</span>
                      {task.state === 'OPEN' ? null : <span className="tag">{task.state.toLowerCase()}</span>}
                    </span>
                    <span className="row-facts">
                      <span>{task.model.name}</span>
                      <span>{task.dataName}</span>
                      <span>
                        {formatCount(task.budgetAmount)} {task.budgetUnit} a run
                      </span>
                      <span>
                        {plural(task.armCount, 'arm')}, {plural(task.runCount, 'run')}
                      </span>
                      {task.calibration === null ? null : (
                        <span className="metric-text">
                          baseline {formatMetric(task.calibration.mean, task.metric.unit)} {task.metric.name}
                        </span>
                      )}
                    </span>
                  </Link>
                </li>
              ))}
          </ul>
        </section>
      ))}
      <Pager address="/tasks" parameters={kind === undefined ? {} : { kind }} pageInfo={tasks.pageInfo} />
    </>
  );
});
