import { addressOf } from '../registry/addresses';
import { Facts } from '../ui/facts';
import { levelLabel } from './levels';
import { type Verdict, verdictLook } from './verdicts';

export interface CheckEntry {
  readonly id: string;
  readonly title: string;
  readonly level: number;
  readonly verdict: Verdict;
  readonly isRequired: boolean;
  readonly observed: string;
  readonly threshold: string;
  readonly message: string;
  readonly doesNotProve: string;
  readonly checkerVersion: string;
}

function Check({ check }: { check: CheckEntry }) {
  const look = verdictLook(check.verdict);
  return (
    <details open={check.verdict === 'FAIL'}>
      <summary>
        <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" className={look.className}>
          <path
            d={look.sign}
            fill="none"
            stroke="currentcolor"
            strokeWidth="2"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </svg>
        <span className="mono">{check.id}</span>
        <span>{check.title}</span>
        <span className={`verdict ${look.className}`}>{look.word}</span>
      </summary>
      <div className="check-body">
        <p>{check.message}</p>
        <div className="mt-2">
          <Facts
            rows={[
              ['observed', check.observed === '' ? null : <span className="mono">{check.observed}</span>],
              ['threshold', check.threshold === '' ? null : <span className="mono">{check.threshold}</span>],
              ['does not prove', check.doesNotProve],
              ['counts for', `${levelLabel(check.level)}${check.isRequired ? ', required' : ', not required'}`],
              ['checker', check.checkerVersion],
              ['method', <a key="method" href={addressOf.check(check.id)}>{`how ${check.id} works`}</a>],
            ]}
          />
        </div>
      </div>
    </details>
  );
}

/** Every check of a report that took part, each opening to its number and its limit; the others folded below. */
export function CheckList({ checks }: { checks: readonly CheckEntry[] }) {
  const inEdition = checks.filter(({ verdict }) => verdict !== 'NOT_IN_EDITION');
  const outside = checks.filter(({ verdict }) => verdict === 'NOT_IN_EDITION');
  return (
    <>
      <div className="checks">
        {inEdition.map((check) => (
          <Check key={check.id} check={check} />
        ))}
      </div>
      {outside.length === 0 ? null : (
        <p className="soft small mt-3">
          Not in this edition, and without a say in the level:{' '}
          {outside.map(({ id, title }) => `${id} ${title}`).join(' · ')}.
        </p>
      )}
    </>
  );
}
