import Link from 'next/link';
import { formatShare } from '../export/fidelity-words';
import type { RunState } from '../export/run-state';
import { formatLearningRate } from '../text/learning-rate';
import { formatCount } from '../text/numbers';
import { DataTable } from '../ui/data-table';
import type { ComparedPolicy, PairView } from './comparison-view';
import { playgroundAddress } from './playground-state';

/** The compared policies by their letters: their own line, and learning rates that tell them apart. */
export function ComparedTable(props: {
  policies: readonly { readonly letter: string; readonly policy: ComparedPolicy }[];
  run: RunState;
}) {
  return (
    <DataTable
      caption="The policies that are compared"
      columns={[
        { name: '' },
        { name: 'policy' },
        { name: 'peak', isNumber: true },
        { name: 'mean', isNumber: true },
        { name: 'last', isNumber: true },
        { name: 'listens to' },
      ].filter(({ name }) => name !== 'listens to' || listens(props.policies))}
      rows={props.policies.map(({ letter, policy }) => [
        <span key="letter" className="mono">
          {letter}
        </span>,
        <Link
          key="policy"
          className="mono"
          prefetch={false}
          href={playgroundAddress({ policy: policy.notation, run: props.run, trainer: undefined, version: undefined })}
        >
          {policy.notation}
        </Link>,
        formatLearningRate(policy.peakLearningRate),
        formatLearningRate(policy.meanLearningRate),
        formatLearningRate(policy.lastLearningRate),
        ...(listens(props.policies) ? [policy.metrics.length === 0 ? 'nothing' : policy.metrics.join(', ')] : []),
      ])}
    />
  );
}

const listens = (policies: readonly { readonly policy: ComparedPolicy }[]) =>
  policies.some(({ policy }) => policy.metrics.length > 0);

/** Each pair with its verdict: equivalent on this run, or how far apart and where. */
export function PairTable({ pairs, totalUpdates }: { pairs: readonly PairView[]; totalUpdates: number }) {
  return (
    <DataTable
      caption="Pairs of policies"
      columns={[
        { name: 'pair' },
        { name: 'largest difference' },
        { name: 'at update', isNumber: true },
        { name: 'learning rates there' },
      ]}
      rows={pairs.map(({ first, second, difference }) => [
        <span key="pair" className="mono whitespace-nowrap">
          {first} – {second}
        </span>,
        ...(difference === null
          ? [
              <b key="same" className="good-text">
                equivalent on these {formatCount(totalUpdates)} updates
              </b>,
              '',
              '',
            ]
          : [
              `${formatShare(difference.ofPeak)} of the larger peak`,
              formatCount(difference.update),
              `${formatLearningRate(difference.firstLearningRate)} and ${formatLearningRate(difference.secondLearningRate)}${
                difference.group === null ? '' : `, in the group ${difference.group}`
              }`,
            ]),
      ])}
    />
  );
}
