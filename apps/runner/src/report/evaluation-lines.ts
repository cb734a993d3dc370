import type { LmEvalMetric, LmEvalResult } from '../importers/lm-eval.js';
import { type EvaluatedArm, type EvaluationResult, scalesOf } from '../job/evaluation-result.js';
import { countText, energyText, memoryText, NOTHING, secondsText, shareText, spreadText } from './quantities.js';

/** A row of a table: its policy, which stands last or, where there is no room, below. */
interface Row {
  readonly cells: readonly string[];
  readonly policy: string;
}

/** Columns as wide as their widest cell, the policy last; one that does not fit stands below its row, whole. */
function aligned(heads: readonly string[], rows: readonly Row[], columns: number): readonly string[] {
  const widths = heads.map((head, index) =>
    Math.max(head.length, ...rows.map(({ cells }) => (cells[index] ?? '').length)),
  );
  const line = (cells: readonly string[]) => cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ');
  const width = line(heads).length + 2;
  return [
    `${line(heads)}  policy`,
    ...rows.flatMap(({ cells, policy }) =>
      width + policy.length <= columns ? [`${line(cells)}  ${policy}`] : [line(cells).trimEnd(), `  ${policy}`],
    ),
  ];
}

/** How sure the models are of what is true, and how much better they do on what they were trained on. */
function utilityRow({ policy, summary }: EvaluatedArm): Row {
  const { confidence } = summary.utility;
  const spread = confidence?.spread == null ? '' : ` ± ${confidence.spread.toFixed(3)}`;
  return {
    policy,
    cells: [
      confidence === null ? NOTHING : `${confidence.mean.toFixed(3)}${spread}`,
      shareText(confidence?.topFiveAtLeast),
      spreadText(summary.lossGap, 3),
    ],
  };
}

function costRow({ policy, summary: { cost } }: EvaluatedArm): Row {
  return {
    policy,
    cells: [
      ...[countText(cost.updates), countText(cost.examples), countText(cost.tokens)],
      ...[secondsText(cost.deviceSeconds), energyText(cost.energyJoules), memoryText(cost.peakMemoryBytes)],
    ],
  };
}

function robustnessLines(result: EvaluationResult, columns: number): readonly string[] {
  if (result.scaled.length === 0) return [];
  const rows = result.arms
    .slice(0, result.asked)
    .map((arm, original) => ({ policy: arm.policy, scales: scalesOf(result, original) }));
  const heads = (rows[0]?.scales ?? []).map(({ factor }) => `×${String(factor)}`);
  const { name } = result.job.task.metric;
  return [
    '',
    `Robustness: test ${name} with every learning rate times`,
    ...aligned(
      heads,
      rows.map(({ policy, scales }) => ({
        policy,
        cells: scales.map(({ summary }) =>
          summary === null ? NOTHING : spreadText({ ...summary.utility.metric, deviation: null }),
        ),
      })),
      columns,
    ),
  ];
}

/** Secondary metrics that are shown in a terminal; the summary has all of them. */
const MOST_METRICS = 12;

export function metricText({ value, standardError }: LmEvalMetric): string {
  if (value === null) return 'no number';
  return standardError === null ? value.toFixed(4) : `${value.toFixed(4)} ± ${standardError.toFixed(4)}`;
}

function metricLines(metrics: LmEvalResult | null): readonly string[] {
  if (metrics === null) return [];
  const shown = metrics.metrics.slice(0, MOST_METRICS);
  const left = metrics.metrics.length - shown.length;
  const nameOf = ({ task, metric, filter, shots }: LmEvalMetric) =>
    [task, metric, filter, shots === null ? null : `${String(shots)}-shot`].filter((one) => one !== null).join(' ');
  const width = Math.max(...shown.map((one) => nameOf(one).length));
  return [
    '',
    'Secondary metrics (kept on this machine: they are not submitted)',
    ...shown.map((one) => `${nameOf(one).padEnd(width)}  ${metricText(one)}`),
    ...(left === 0 ? [] : [`and ${String(left)} more in the summary`]),
  ];
}

/** Utility, cost and robustness of the arms that were asked for, for a terminal of `columns` characters. */
export function evaluationLines(result: EvaluationResult, columns: number): readonly string[] {
  const asked = result.arms.slice(0, result.asked);
  return [
    'Utility: mean probability of what is true ± its spread over items, the share of',
    'items surely among the five most probable, held-out less training loss (nats)',
    ...aligned(['p(true)', 'top 5 ≥', 'loss gap'], asked.map(utilityRow), columns),
    '',
    'Cost: of all runs of a policy together',
    ...aligned(['updates', 'examples', 'tokens', 'device', 'energy', 'memory'], asked.map(costRow), columns),
    ...robustnessLines(result, columns),
    ...metricLines(result.metrics),
  ];
}
