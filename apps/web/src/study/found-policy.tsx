import Link from 'next/link';
import { rankLabel } from '../board/board-row';
import { addressOf } from '../registry/addresses';
import { formatCount, formatMetric, plural } from '../text/numbers';
import { Facts } from '../ui/facts';
import { lastReading, lossText, reachedText, type StudyMetric } from './study-words';
import type { StudyTrialData } from './study-data';

interface Standing {
  readonly rankFrom: number | null;
  readonly rankTo: number | null;
  readonly rankOf: number;
  readonly n: number;
  readonly mean: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Winner or runner-up: its policy, where it stands on the board, and what it reached in the search. */
export function FoundPolicy(props: {
  heading: string;
  trial: StudyTrialData;
  metric: StudyMetric;
  taskName: string;
  standing: Standing | null;
  /** Null where there is no target. */
  target: { readonly metric: number; readonly updates: number | null } | null;
}) {
  const { trial, metric, standing, target } = props;
  const last = lastReading(trial.readings);
  const formatted = (value: number) => formatMetric(value, metric.unit);
  return (
    <section>
      <h2>{props.heading}</h2>
      {trial.arm === null ? null : (
        <p className="mb-2">
          <Link href={addressOf.policy(trial.arm.policy.hash)} prefetch={false}>
            <code>{trial.arm.policy.notation}</code>
          </Link>
        </p>
      )}
      <Facts
        rows={[
          [
            'on the board',
            standing === null ? (
              trial.isConfirmed ? (
                'not ranked, or not among the first hundred'
              ) : (
                'not confirmed, so not ranked'
              )
            ) : (
              <Link key="rank" href={`${addressOf.task(props.taskName)}#board`} prefetch={false}>
                rank {rankLabel(standing)} of {formatCount(standing.rankOf)}
              </Link>
            ),
          ],
          [
            `${metric.name}, test`,
            standing?.mean == null
              ? null
              : `${formatted(standing.mean)}${standing.lower === null || standing.upper === null ? '' : `, ${formatted(standing.lower)} to ${formatted(standing.upper)}`}, ${plural(standing.n, 'seed')}`,
          ],
          [
            'in the search',
            `validation loss ${lossText(last?.loss)}${metric.name === 'loss' || last?.metric == null ? '' : `, ${metric.name} ${formatted(last.metric)}`}, one seed`,
          ],
          target === null ? ['target', null] : [`to ${formatted(target.metric)}`, reachedText(target.updates)],
        ]}
      />
    </section>
  );
}
