import type { Metadata } from 'next';
import { ask, nodes } from '../../src/registry/ask';
import { StudyList } from '../../src/study/study-list';
import { EmptyState } from '../../src/ui/empty-state';
import { FilterForm } from '../../src/ui/filter-form';
import { Pager } from '../../src/ui/pager';
import { registryPage } from '../../src/ui/registry-page';
import { givenParameters, type SearchParameters, textParameter } from '../../src/ui/search-parameters';
import { StudiesQuery } from './page.graphql';

export const metadata: Metadata = { title: 'Studies' };

export default registryPage(async ({ searchParams }: { searchParams: SearchParameters }) => {
  const parameters = await searchParams;
  const kept = givenParameters(parameters, ['task', 'model']);
  const { studies } = await ask(StudiesQuery, { ...kept, after: textParameter(parameters, 'after') ?? null });
  const found = nodes(studies);
  return (
    <>
      <div className="title-block">
        <h1>Studies</h1>
        <p className="lead">
          A study searches for a policy: many tried for a short while, few to the end, the best one confirmed with seeds
          that the search did not see. The registry makes each decision again from the plan and the runs, and counts
          what the search cost beside training every candidate in full.
        </p>
        {kept['model'] === undefined ? null : <p className="soft small">On tasks of the model {kept['model']}.</p>}
      </div>
      <FilterForm
        action="/studies"
        name="task"
        value={kept['task']}
        placeholder="A task’s name"
        label="Only this task’s studies"
      />
      {found.length === 0 ? (
        <EmptyState command="ratebook tune digits-mlp --method single">
          No study {Object.keys(kept).length === 0 ? 'has been submitted yet' : 'fits'}. This makes one on a small task.
        </EmptyState>
      ) : (
        <StudyList studies={found} isTaskShown />
      )}
      <Pager address="/studies" parameters={kept} pageInfo={studies.pageInfo} />
    </>
  );
});
