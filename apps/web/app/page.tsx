import Link from 'next/link';
import { EvidenceMark } from '../src/evidence/evidence-mark';
import { PolicyLine } from '../src/policy/policy-line';
import { addressOf } from '../src/registry/addresses';
import { ask, nodes } from '../src/registry/ask';
import { outcomeText } from '../src/run/outcome';
import { SearchBox } from '../src/search/search-box';
import { formatLearningRate } from '../src/text/learning-rate';
import { formatCount, plural } from '../src/text/numbers';
import { formatMoment } from '../src/text/time';
import { Specimen } from '../src/model/specimen';
import { EmptyState } from '../src/ui/empty-state';
import { HowANumberGetsHere } from '../src/ui/how-a-number-gets-here';
import { registryPage } from '../src/ui/registry-page';
import { LevelMark } from '../src/verification/level-mark';
import { FrontQuery } from './page.graphql';

export default registryPage(async () => {
  const data = await ask(FrontQuery, {});
  const { counts } = data;
  const models = [data.first, data.second, data.third, data.fourth, data.fifth, data.sixth].filter(
    (model) => model !== null,
  );
  return (
    <>
      <div className="columns columns-front title-block pt-6 md:pt-10">
        <section>
          <h1>The public book of learning rates.</h1>
          <p className="lead mb-6">
            Which learning rate works for your model and task, with the evidence: who measured it, how it was checked,
            how sure it is.
          </p>
          <SearchBox autoFocus />
          <p className="soft small mt-3">
            {formatCount(counts.runs)} runs on {plural(counts.tasks, 'task')} · {formatCount(counts.citations)}{' '}
            published records · {formatCount(counts.landscapeRuns)} runs in measured landscapes ·{' '}
            {plural(counts.models, 'model')} · <Link href="/guide">no model in mind? Read the guide</Link> ·{' '}
            <Link href="/playground">a policy in mind? Draw it</Link>
          </p>
        </section>
        {data.first === null ? null : <Specimen model={data.first} />}
      </div>

      <div className="columns columns-three">
        <section>
          <h2>Models people ask for</h2>
          <ul className="ruled">
            {models.map((model) => {
              const best = model.bestPolicies[0];
              return (
                <li key={model.slug}>
                  <Link className="row-link" href={addressOf.model(model.slug)} prefetch={false}>
                    <span className="row-title">{model.name}</span>
                    <span className="row-facts">
                      {best === undefined ? null : (
                        <>
                          <PolicyLine
                            notation={
                              best.notation ??
                              (best.peakLearningRate === null ? '' : formatLearningRate(best.peakLearningRate))
                            }
                            peakLearningRate={best.peakLearningRate}
                            curve={best.policy?.curve?.learningRate ?? null}
                            hash={null}
                          />
                          <EvidenceMark kind={best.evidence} standing={best.standing} />
                        </>
                      )}
                      <span>{plural(model.evidenceCount, 'piece')} of evidence</span>
                    </span>
                  </Link>
                </li>
              );
            })}
          </ul>
          <p className="mt-2">
            <Link href="/models">All models</Link>
          </p>
        </section>

        <section>
          <h2>Open tasks to take part in</h2>
          {nodes(data.tasks).length === 0 ? (
            <EmptyState command="ratebook tasks">No task is open. The runner lists them as they open.</EmptyState>
          ) : (
            <ul className="ruled">
              {nodes(data.tasks).map((task) => (
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
          )}
          <p className="mt-2">
            <Link href="/tasks">All tasks</Link>
          </p>
        </section>

        <section>
          <h2>Fresh evidence</h2>
          {nodes(data.runs).length === 0 ? (
            <EmptyState command="ratebook range-test digits">
              No run has been submitted yet. The first one takes about a minute, on any machine.
            </EmptyState>
          ) : (
            <ul className="ruled">
              {nodes(data.runs).map((run) => (
                <li key={run.id}>
                  <Link className="row-link" href={addressOf.run(run.id)} prefetch={false}>
                    <PolicyLine
                      notation={run.arm.policy.notation}
                      peakLearningRate={run.peakLearningRate}
                      curve={run.arm.policy.curve?.learningRate ?? null}
                      hash={null}
                    />
                    <span className="row-facts">
                      <b className={run.status === 'COMPLETED' ? 'metric-text' : 'bad-text'}>
                        {outcomeText(run, run.task.metric)}
                      </b>
                      <span>{run.task.name}</span>
                      <LevelMark level={run.level} isShort />
                      <span>{formatMoment(run.receivedAt)}</span>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>

      <HowANumberGetsHere />
    </>
  );
});
