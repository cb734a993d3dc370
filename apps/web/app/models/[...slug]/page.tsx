import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { logDomain } from '../../../src/charts/log-scale';
import { FoldedCitationList } from '../../../src/citation/citation-list';
import { withFormulas } from '../../../src/model/evidence-of-question';
import { Landscape } from '../../../src/model/landscape';
import { MapFigure } from '../../../src/model/map-figure';
import { QuestionForm } from '../../../src/model/question-form';
import { AnswerExports } from '../../../src/policy/answer-exports';
import { AnswerList } from '../../../src/policy/answer-list';
import { BestAnswer } from '../../../src/policy/best-answer';
import { addressOf } from '../../../src/registry/addresses';
import { ask, nodes } from '../../../src/registry/ask';
import { StudyList } from '../../../src/study/study-list';
import { formatLarge, plural } from '../../../src/text/numbers';
import { EmptyState } from '../../../src/ui/empty-state';
import { registryPage } from '../../../src/ui/registry-page';
import { type SearchParameters, textParameter } from '../../../src/ui/search-parameters';
import { ModelQuery } from './page.graphql';

interface Props {
  params: Promise<{ slug: string[] }>;
  searchParams: SearchParameters;
}

const slugOf = (slug: readonly string[]) => slug.map(decodeURIComponent).join('/');

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const model = slugOf((await params).slug);
  const description = `Which learning rate works for ${model}: the best known policy, and every piece of evidence on one axis.`;
  return { title: model, description };
}

export default registryPage(async ({ params, searchParams }: Props) => {
  const parameters = await searchParams;
  const adaptation = textParameter(parameters, 'adaptation');
  const rankText = textParameter(parameters, 'rank');
  const rank = rankText !== undefined && /^[1-9]\d{0,5}$/.test(rankText) ? Number(rankText) : undefined;
  const { model, studies: found } = await ask(ModelQuery, {
    slug: slugOf((await params).slug),
    adaptation: adaptation ?? null,
    rank: rank ?? null,
  });
  if (model === null) notFound();
  const [best, ...others] = model.bestPolicies;
  const points = withFormulas(model.evidencePoints, model.bestPolicies);
  const studies = nodes(found);
  const citations = nodes(model.citations);
  const rangeTests = model.tasks.flatMap((task) =>
    nodes(task.rangeTests).map((test) => ({ task: task.name, ...test })),
  );
  const domain = logDomain([
    ...points.flatMap((point) => [point.peakLearningRate, point.low ?? 0, point.high ?? 0]),
    ...model.landscapes.flatMap(({ learningRate }) => learningRate),
    ...rangeTests.flatMap(({ usableLow, usableHigh, edge }) => [usableLow ?? 0, usableHigh ?? 0, edge ?? 0]),
    best?.peakLearningRate ?? 0,
    best?.safeBandLow ?? 0,
    best?.safeBandHigh ?? 0,
  ]);
  return (
    <>
      <div className="title-block">
        <p className="kicker">
          Model{model.family === null ? '' : ` · ${model.family}`}
          {model.parameterCount === null ? '' : ` · ${formatLarge(model.parameterCount)} parameters`} ·{' '}
          {plural(model.evidenceCount, 'piece')} of evidence
        </p>
        <h1>{model.name}</h1>
        {model.aliases.length === 0 ? null : <p className="soft small">Also written {model.aliases.join(', ')}</p>}
      </div>

      <QuestionForm
        address={addressOf.model(model.slug)}
        adaptations={[...new Set(model.evidencePoints.flatMap((point) => point.adaptation ?? []))]}
        adaptation={adaptation}
        rank={rank}
      />

      <div className="columns columns-answer">
        {best === undefined ? (
          <EmptyState command="ratebook tasks">
            Nobody has measured this model here and no published policy is known. A task for it would tell.
          </EmptyState>
        ) : (
          <BestAnswer answer={best} />
        )}
        <MapFigure
          model={model.name}
          points={points}
          question={{ adaptation, rank }}
          best={best}
          rangeTests={rangeTests}
          hasLandscape={model.landscapes.length > 0}
          domain={domain}
        />
      </div>

      {best === undefined ? null : (
        <AnswerExports
          answer={best}
          address={addressOf.model(model.slug)}
          kept={[
            ...(adaptation === undefined ? [] : [['adaptation', adaptation] as const]),
            ...(rank === undefined ? [] : [['rank', String(rank)] as const]),
          ]}
          get={(name) => textParameter(parameters, name)}
        />
      )}

      {others.length === 0 ? null : (
        <section className="section">
          <h2>Other answers, best evidence first</h2>
          <AnswerList answers={others} />
        </section>
      )}

      {model.tasks.length === 0 ? null : (
        <section className="section">
          <h2>Tasks</h2>
          <ul className="ruled">
            {model.tasks.map((task) => (
              <li key={task.name}>
                <Link className="row-link" href={addressOf.task(task.name)} prefetch={false}>
                  <span className="row-title">{task.name}</span>
                  <span className="row-facts">
                    <span>{task.kind}</span>
                    <span>{task.dataName}</span>
                    <span className="metric-text">{task.metric.name}</span>
                    <span>
                      {plural(task.armCount, 'arm')}, {plural(task.runCount, 'run')}
                    </span>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}

      {studies.length === 0 ? null : (
        <section className="section">
          <h2>Searches for a policy</h2>
          <StudyList studies={studies} isTaskShown />
          {found.pageInfo.hasNextPage ? (
            <p className="mt-3">
              <Link href={`/studies?model=${encodeURIComponent(model.slug)}`}>All studies of this model</Link>
            </p>
          ) : null}
        </section>
      )}

      {model.landscapes.map((landscape) => (
        <Landscape key={landscape.id} landscape={landscape} domain={domain} />
      ))}

      {citations.length === 0 ? null : (
        <section className="section">
          <h2>Published results and recipes</h2>
          <FoldedCitationList citations={citations} />
          {model.citations.pageInfo.hasNextPage ? (
            <p className="mt-3">
              <Link href={`/citations?model=${encodeURIComponent(model.slug)}`}>All citations of this model</Link>
            </p>
          ) : null}
        </section>
      )}
    </>
  );
});
