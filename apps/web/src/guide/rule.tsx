import Link from 'next/link';
import { ChartFigure } from '../charts/chart-figure';
import { RuleStrip } from '../charts/rule-strip';
import { type EvidenceKind, evidenceLook, evidenceWord } from '../evidence/evidence';
import { formatLearningRate, formatLearningRateRange } from '../text/learning-rate';
import { formatMetric, plural } from '../text/numbers';
import { TableBehind } from '../ui/data-table';
import { type Source, SourceNote } from '../ui/source-note';

export interface GuideRule {
  readonly id: string;
  readonly title: string;
  readonly notation: string;
  readonly low: number;
  readonly high: number;
  readonly sentence: string;
  readonly source: Source;
  readonly measured: readonly {
    readonly evidence: EvidenceKind;
    readonly standing: string;
    readonly peakLearningRate: number;
    readonly label: string;
    readonly metricName: string | null;
    readonly metricValue: number | null;
    readonly metricUnit: string | null;
    readonly href: string;
  }[];
}

/** A rule of thumb beside what the registry has measured. */
export function Rule({ rule, domain }: { rule: GuideRule; domain: readonly [number, number] }) {
  return (
    <li id={rule.id}>
      <div className="columns columns-answer gap-2!">
        <div>
          <h3>{rule.title}</h3>
          <p className="answer-policy">{formatLearningRateRange(rule.low, rule.high)}</p>
          <p className="small">{rule.sentence}</p>
          <p className="small soft">
            As a policy: <code>{rule.notation}</code>
          </p>
          <SourceNote source={rule.source} />
        </div>
        <div>
          <ChartFigure
            draw={(size) => (
              <RuleStrip
                title={`${rule.title}: the rule and what was measured`}
                low={rule.low}
                high={rule.high}
                domain={domain}
                size={size}
                points={rule.measured.map((point) => ({
                  look: evidenceLook(point.evidence, point.standing),
                  peakLearningRate: point.peakLearningRate,
                  label: point.label,
                  href: point.href,
                }))}
              />
            )}
            behind={
              rule.measured.length === 0 ? (
                <p className="small soft">Nobody has measured this here yet.</p>
              ) : (
                <TableBehind
                  caption={`${plural(rule.measured.length, 'measurement')} as a table`}
                  columns={[
                    { name: 'peak LR', isNumber: true },
                    { name: 'evidence' },
                    { name: 'what' },
                    { name: 'metric', isNumber: true },
                  ]}
                  rows={rule.measured.map((point) => [
                    formatLearningRate(point.peakLearningRate),
                    evidenceWord(evidenceLook(point.evidence, point.standing)),
                    <Link key="what" href={point.href} prefetch={false}>
                      {point.label}
                    </Link>,
                    point.metricValue === null
                      ? '–'
                      : `${formatMetric(point.metricValue, point.metricUnit)} ${point.metricName ?? ''}`,
                  ])}
                />
              )
            }
          />
        </div>
      </div>
    </li>
  );
}
