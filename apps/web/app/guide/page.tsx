import type { Metadata } from 'next';
import { logDomain } from '../../src/charts/log-scale';
import { Rule } from '../../src/guide/rule';
import { ask } from '../../src/registry/ask';
import { SearchBox } from '../../src/search/search-box';
import { Commands } from '../../src/ui/commands';
import { EmptyState } from '../../src/ui/empty-state';
import { registryPage } from '../../src/ui/registry-page';
import { GuideQuery } from './page.graphql';

export const metadata: Metadata = {
  title: 'So what learning rate should I use?',
  description: 'Rules of thumb for learning rates with their sources, each beside what the registry has measured.',
};

export default registryPage(async () => {
  const { guide } = await ask(GuideQuery, {});
  const domain = logDomain(
    guide.flatMap(({ low, high, measured }) => [low, high, ...measured.map((point) => point.peakLearningRate)]),
  );
  return (
    <>
      <div className="title-block">
        <p className="kicker">Guide</p>
        <h1>So what learning rate should I use?</h1>
        <p className="lead">
          The one that somebody measured for your model and task, if anybody did. So look that up first. Otherwise start
          from a rule of thumb, then spend twenty short runs on finding your own band.
        </p>
      </div>
      <section>
        <h2>1. Look it up</h2>
        <SearchBox />
      </section>
      <section className="section">
        <h2>2. Or start from a rule of thumb</h2>
        <p className="soft mb-2">
          Each rule as a bar on one logarithmic axis; above it what the registry has measured, every mark a policy’s
          peak. Where marks lie outside the bar, trust the marks.
        </p>
        {guide.length === 0 ? (
          <EmptyState>The registry holds no rules of thumb.</EmptyState>
        ) : (
          <ul className="ruled">
            {guide.map((rule) => (
              <Rule key={rule.id} rule={rule} domain={domain} />
            ))}
          </ul>
        )}
      </section>
      <section className="section">
        <h2>3. Then find your own band</h2>
        <p className="mb-3">
          A range test runs short trainings over a grid of learning rates and says where they work: take the best, or a
          little less when training gets longer. Smaller batches, fine-tuning and larger models want lower rates;
          adapters of low rank want higher ones than full fine-tuning.
        </p>
        <Commands
          commands={[
            { says: 'The tasks one can try right away', command: 'ratebook tasks' },
            { says: 'A range test, a minute or so on any machine', command: 'ratebook range-test TASK' },
          ]}
        />
      </section>
    </>
  );
});
