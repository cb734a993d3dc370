import Link from 'next/link';
import { addressOf } from '../registry/addresses';
import { formatCount, formatMetric } from '../text/numbers';
import { DataTable } from '../ui/data-table';
import { notationOf, type StudyTrialData } from './study-data';
import { lastReading, lossText, type StudyMetric, trialEndText } from './study-words';

/** All trials of a study with what became of each, and why. */
export function TrialTable(props: {
  trials: readonly StudyTrialData[];
  metric: StudyMetric;
  winner: number | null;
  runnerUp: number | null;
}) {
  const { metric } = props;
  return (
    <DataTable
      caption="Trials"
      columns={[
        { name: 'trial', isNumber: true },
        { name: 'policy' },
        { name: 'updates', isNumber: true },
        { name: 'last loss', isNumber: true },
        // A task that is measured by its loss needs no second column of it.
        ...(metric.name === 'loss' ? [] : [{ name: `last ${metric.name}`, isNumber: true }]),
        { name: 'what became of it' },
        { name: 'where it came from' },
      ]}
      rows={props.trials.map((trial) => {
        const last = lastReading(trial.readings);
        const value = last?.metric ?? null;
        return [
          trial.run === null ? (
            String(trial.position)
          ) : (
            <Link key="run" href={addressOf.run(trial.run.id)} prefetch={false}>
              {trial.position}
            </Link>
          ),
          <span key="policy" className="whitespace-nowrap">
            {trial.arm === null ? (
              notationOf(trial)
            ) : (
              <Link href={addressOf.policy(trial.arm.policy.hash)} prefetch={false}>
                <code>{notationOf(trial)}</code>
              </Link>
            )}
            {trial.position === props.winner ? <span className="tag ml-2">winner</span> : null}
            {trial.position === props.runnerUp ? <span className="tag ml-2">runner-up</span> : null}
          </span>,
          trial.updates === null ? '–' : formatCount(trial.updates),
          lossText(last?.loss),
          ...(metric.name === 'loss' ? [] : [value === null ? '–' : formatMetric(value, metric.unit)]),
          <span key="end" className={trial.status === 'DIVERGED' ? 'bad-text block min-w-56' : 'block min-w-56'}>
            {trialEndText(trial)}
          </span>,
          <span key="origin" className="block min-w-56">
            {trial.forkTrial === null
              ? trial.origin
              : `${trial.origin}; goes on from trial ${String(trial.forkTrial)} after ${formatCount(trial.forkAt ?? 0)} updates`}
          </span>,
        ];
      })}
    />
  );
}
