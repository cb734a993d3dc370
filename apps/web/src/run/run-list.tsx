import Link from 'next/link';
import { addressOf } from '../registry/addresses';
import { DataTable } from '../ui/data-table';
import { LevelMark } from '../verification/level-mark';
import { outcomeText } from './outcome';

export interface RunEntry {
  readonly id: string;
  readonly role: string;
  readonly status: string;
  readonly seed: number;
  readonly finalTest: number | null;
  readonly finalValidation: number | null;
  readonly level: number;
  readonly isImported: boolean;
  readonly account: { readonly handle: string };
  readonly task: { readonly name: string };
  readonly arm: { readonly policy: { readonly notation: string } };
}

/** Runs as a table: outcome, seed, role, level, by whom. */
export function RunList(props: {
  runs: readonly RunEntry[];
  metric: { readonly name: string; readonly unit: string };
  isTaskShown: boolean;
}) {
  return (
    <DataTable
      caption="Runs"
      columns={[
        { name: 'run' },
        ...(props.isTaskShown ? [{ name: 'policy' }] : []),
        { name: 'outcome', isNumber: true },
        { name: 'seed', isNumber: true },
        { name: 'role' },
        { name: 'level' },
        { name: 'by' },
      ]}
      rows={props.runs.map((run) => [
        <Link key="run" href={addressOf.run(run.id)} prefetch={false} className="mono whitespace-nowrap">
          {run.id}
        </Link>,
        ...(props.isTaskShown
          ? [
              <code key="policy" className="whitespace-nowrap">
                {run.arm.policy.notation}
              </code>,
            ]
          : []),
        outcomeText(run, props.metric),
        run.seed,
        run.isImported ? 'imported' : run.role.toLowerCase(),
        <LevelMark key="level" level={run.level} isShort />,
        <Link key="by" href={addressOf.account(run.account.handle)} prefetch={false}>
          {run.account.handle}
        </Link>,
      ])}
    />
  );
}
