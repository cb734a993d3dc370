import { formatLearningRate } from '@ratebook/core/policy';
import { DataTable } from '../ui/data-table';

interface Suggestion {
  readonly rule: string;
  readonly learningRate: number | null;
  readonly reason: string | null;
}

/** Whose rule it is, as people know it. */
const ORIGINS: Readonly<Record<string, string>> = {
  valley: 'fastai',
  slide: 'fastai',
  minimum: 'fastai, a tenth of the learning rate of least loss',
  steep: 'fastai',
  indexGradient: 'Lightning before 2.5.3',
  linearGradient: 'Lightning from 2.5.3',
};

/** What the published rules read from a ramp; nothing for a grid. */
export function RampSuggestions({ suggestions }: { suggestions: readonly Suggestion[] }) {
  if (suggestions.length === 0) return null;
  return (
    <section className="section">
      <h2>What the rules suggest</h2>
      <p className="mb-3 soft">
        For comparing with other tools, not for training: none of these has seen the real schedule or a held-out loss.
      </p>
      <DataTable
        caption="Suggestions"
        columns={[{ name: 'rule' }, { name: 'from' }, { name: 'learning rate', isNumber: true }]}
        rows={suggestions.map(({ rule, learningRate, reason }) => [
          rule,
          ORIGINS[rule] ?? '',
          learningRate === null
            ? `none: ${reason ?? 'no answer'}`
            : formatLearningRate(Number(learningRate.toPrecision(3))),
        ])}
      />
    </section>
  );
}
