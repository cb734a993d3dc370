import type { Metadata } from 'next';
import Link from 'next/link';
import { ChartFigure } from '../../src/charts/chart-figure';
import { LearningRateOverTime } from '../../src/charts/learning-rate-over-time';
import { RefusalNote } from '../../src/export/refusal-note';
import { RunFields } from '../../src/export/run-fields';
import { ComparedTable, PairTable } from '../../src/policy/comparison-tables';
import { MOST_COMPARED, readComparisonState } from '../../src/policy/comparison-state';
import { type ComparedLine, comparisonView } from '../../src/policy/comparison-view';
import { formatCount, plural } from '../../src/text/numbers';
import { type SearchParameters, textParameter, textParameters } from '../../src/ui/search-parameters';

export const metadata: Metadata = {
  title: 'Compare policies',
  description: 'Learning-rate policies laid over each other on one run: where they differ, and whether they do.',
};

const FORM = 'comparison-form';

export default async function ComparePage({ searchParams }: { searchParams: SearchParameters }) {
  const parameters = await searchParams;
  const state = readComparisonState(textParameters(parameters, 'policy'), (name) => textParameter(parameters, name));
  const view = comparisonView(state);
  const drawn = view.lines.flatMap(({ letter, drawn: policy }) => (policy === null ? [] : [{ letter, policy }]));
  const total = view.totalUpdates;
  return (
    <>
      <div className="title-block">
        <h1>Compare policies</h1>
        <p className="lead">
          Up to {MOST_COMPARED} policies laid over each other on one run. Two that are written differently may well give
          the same learning rates: this tells.
        </p>
      </div>
      <div className="columns columns-side">
        <form id={FORM} action="/compare" className="compare-lines">
          <PolicyLines lines={view.lines} />
          <button className="button mt-2" type="submit">
            Compare
          </button>
        </form>
        <aside>
          <RunFields run={state.run} form={FORM} />
          <RefusalNote refusals={view.runRefusals} />
        </aside>
      </div>
      {drawn.length === 0 || total === null ? null : (
        <section className="section">
          <h2>Over {plural(total, 'update')}</h2>
          <ChartFigure
            draw={(size) => (
              <LearningRateOverTime
                title={`${plural(drawn.length, 'policy', 'policies')} over ${formatCount(total)} updates`}
                curves={drawn.map(({ letter, policy }) => ({ name: policy.notation, letter, ...policy.curve }))}
                size={size}
                height={380}
                wideWidth={1080}
              />
            )}
          />
          <ComparedTable policies={drawn} run={state.run} />
        </section>
      )}
      {view.pairs.length === 0 || total === null ? null : (
        <section className="section">
          <h2>Where they differ</h2>
          <PairTable pairs={view.pairs} totalUpdates={total} />
        </section>
      )}
      <p className="section soft small">
        Write a new one in the <Link href="/playground">playground</Link>, or take one from the{' '}
        <Link href="/policies">list of policies</Link>.
      </p>
    </>
  );
}

/** The policies as they were typed, each with why it was not taken, and room for one more. */
function PolicyLines({ lines }: { lines: readonly ComparedLine[] }) {
  const next = { letter: String.fromCharCode(65 + lines.length), typed: '', refusals: [] };
  return [...lines, ...(lines.length < MOST_COMPARED ? [next] : [])].map(({ letter, typed, refusals }) => (
    <div key={letter} className="compare-line">
      <label>
        <span className="mono">{letter}</span>
        <input
          className="field mono"
          name="policy"
          defaultValue={typed}
          placeholder={letter === 'A' ? 'cosine(2e-5, warmup=3%)' : 'one more: linear(2e-5, warmup=3%)'}
          aria-label={`Policy ${letter}`}
          aria-describedby={`refusal-${letter}`}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
        />
      </label>
      <RefusalNote refusals={refusals} id={`refusal-${letter}`} />
    </div>
  ));
}
