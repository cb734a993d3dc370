import type { Metadata } from 'next';
import Link from 'next/link';
import { addressOf } from '../../src/registry/addresses';
import { ask, nodes } from '../../src/registry/ask';
import { StateTabs } from '../../src/task/state-tabs';
import { hasOpened, type ListedState, parseListedState, taskEventText } from '../../src/task/task-state';
import { formatCount, formatMetric, plural } from '../../src/text/numbers';
import { EmptyState } from '../../src/ui/empty-state';
import { Pager } from '../../src/ui/pager';
import { registryPage } from '../../src/ui/registry-page';
import { type SearchParameters, textParameter } from '../../src/ui/search-parameters';
import { TasksQuery } from './page.graphql';

/** What stands where no task is in a state. */
const EMPTY: Readonly<Record<ListedState, { readonly children: string; readonly command?: string }>> = {
  OPEN: { children: 'No task is open yet. The runner lists them as they open.', command: 'ratebook tasks' },
  PROPOSED: {
    children: 'No proposal waits. A task of your own begins with a document:',
    command: 'ratebook task new my-task.json --kind text-classification-lora',
  },
  RETIRED: { children: 'No task was retired.' },
  DECLINED: { children: 'No proposal was declined.' },
};

export const metadata: Metadata = { title: 'Tasks' };

export default registryPage(async ({ searchParams }: { searchParams: SearchParameters }) => {
  const parameters = await searchParams;
  const kind = textParameter(parameters, 'kind');
  const state = parseListedState(textParameter(parameters, 'state'));
  const after = textParameter(parameters, 'after') ?? null;
  const { tasks } = await ask(TasksQuery, { state, kind: kind ?? null, after });
  const found = nodes(tasks);
  const kinds = [...new Set(found.map((task) => task.kind))];
  return (
    <>
      <div className="title-block">
        <h1>Tasks</h1>
        <p className="lead">
          A task fixes everything but the learning rate: model, data, metric, budget and the moments at which it is
          measured. Once open it never changes. Anybody can propose one.
        </p>
      </div>
      <StateTabs state={state} kind={kind} />
      {found.length > 0 ? null : kind === undefined ? (
        <EmptyState {...EMPTY[state]} />
      ) : (
        <EmptyState>No such task of the kind “{kind}”.</EmptyState>
      )}
      {kinds.map((name) => (
        <section key={name} className="section mt-6!">
          <h2>{name}</h2>
          <ul className="ruled">
            {found
              .filter((task) => task.kind === name)
              .map((task) => (
                <li key={task.name}>
                  <Link className="row-link" href={addressOf.task(task.name)} prefetch={false}>
                    <span className="row-title">{task.name}</span>
                    <span className="row-facts">
                      <span>{task.model.name}</span>
                      <span>{task.dataName}</span>
                      <span>
                        {formatCount(task.budgetAmount)} {task.budgetUnit} a run
                      </span>
                      {hasOpened(task.state) ? (
                        <span>
                          {plural(task.armCount, 'arm')}, {plural(task.runCount, 'run')}
                        </span>
                      ) : (
                        task.history.slice(-1).map((event) => <span key={event.at}>{taskEventText(event)}</span>)
                      )}
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
      <Pager
        address="/tasks"
        parameters={{ state: state.toLowerCase(), ...(kind === undefined ? {} : { kind }) }}
        pageInfo={tasks.pageInfo}
      />
    </>
  );
});
