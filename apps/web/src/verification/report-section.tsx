import { formatMoment } from '../text/time';
import { EmptyState } from '../ui/empty-state';
import { CheckList, type CheckEntry } from './check-list';
import { LevelLadder } from './level-ladder';
import { verdictCounts } from './verdicts';

export interface Report {
  readonly edition: string;
  readonly level: number;
  readonly conclusion: string;
  readonly verifiedAt: string;
  readonly checks: readonly CheckEntry[];
  readonly notProved: readonly string[];
}

/** The verification report: what it concluded, every check, and what it leaves open. */
export function ReportSection({ report }: { report: Report | null }) {
  return (
    <section className="section" id="report">
      <h2>Verification report</h2>
      {report === null ? (
        <EmptyState>
          Not verified yet. The checks run by themselves, a few seconds after a submission is received; look again soon.
        </EmptyState>
      ) : (
        <>
          <p>
            {report.conclusion}{' '}
            <span className="soft">({verdictCounts(report.checks.map(({ verdict }) => verdict))})</span>
          </p>
          <LevelLadder level={report.level} />
          <CheckList checks={report.checks} />
          {report.notProved.length === 0 ? null : (
            <div className="note mt-4 small">
              <b>What this does not prove.</b>
              <ul className="mt-1 list-disc pl-5">
                {report.notProved.map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            </div>
          )}
          <p className="soft small mt-3">
            Edition {report.edition}, {formatMoment(report.verifiedAt)}. The checks are pure functions of stored bytes:
            anybody can run them again.
          </p>
        </>
      )}
    </section>
  );
}
