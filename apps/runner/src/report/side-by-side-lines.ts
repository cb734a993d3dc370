import type { Metric } from '@ratebook/core/task';
import type { ArmComparison, SideResult } from './side-by-side.js';

const DIGITS = 4;

const fixed = (value: number) => value.toFixed(DIGITS);
const signed = (value: number) => `${value < 0 ? '−' : '+'}${fixed(Math.abs(value))}`;
const counted = (count: number, one: string) => `${String(count)} ${count === 1 ? one : `${one}s`}`;

function sideText({ mean, deviation, runs, values, diverged }: SideResult): string {
  const value = mean === null ? '–' : `${fixed(mean)}${deviation === null ? '' : ` ± ${fixed(deviation)}`}`;
  const lost = runs - values.length;
  const note =
    lost === 0 ? '' : `, ${String(lost)} without a result${diverged === 0 ? '' : ` (${String(diverged)} diverged)`}`;
  return `${value}  ${counted(runs, 'run')}${note}`;
}

/** A p-value as it is read: below a thousandth its size says nothing more. */
const pText = (value: number) => (value < 0.001 ? 'p < 0.001' : `p = ${value.toPrecision(2)}`);

function verdictText({ difference, verdict, reason }: ArmComparison, metric: Metric, arms: number): string {
  if (difference === null) return `Not comparable: ${reason ?? ''}.`;
  const p = pText(difference.adjustedPValue) + (arms > 1 ? `, for ${String(arms)} policies together` : '');
  if (verdict === 'not-distinguishable')
    return `Not distinguishable at 5% (${p}). So many runs would hardly find a difference below ${fixed(difference.detectable)}.`;
  const isBetter = metric.direction === 'maximize' ? difference.value > 0 : difference.value < 0;
  return `Differs at 5% (${p}): trained again it is ${isBetter ? 'better' : 'worse'}.`;
}

/** What a run cost on one side. The budget is the arm's, so updates differ only where a run ended early. */
function costText({ updates, examples, tokens, wallSeconds }: SideResult): string | null {
  if (updates === null) return null;
  const parts = [
    `${String(Math.round(updates))} updates`,
    ...(examples === null ? [] : [`${String(Math.round(examples))} examples`]),
    ...(tokens === null ? [] : [`${String(Math.round(tokens))} tokens`]),
    ...(wallSeconds === null ? [] : [`${wallSeconds.toFixed(1)} s`]),
  ];
  return parts.join(', ');
}

/**
 * A submission and its reproduction side by side: for each arm the two means with their deviations over seeds, the
 * difference with its interval, what it says, and what a run cost. `policies` are the arms' lines of notation.
 */
export function sideBySideLines(
  comparisons: readonly ArmComparison[],
  policies: readonly string[],
  metric: Metric,
): readonly string[] {
  return comparisons.flatMap((comparison, arm) => {
    const { original, again, difference } = comparison;
    const costs = [costText(original), costText(again)];
    return [
      ...(arm === 0 ? [] : ['']),
      policies[arm] ?? '',
      `  test ${metric.name}`,
      `    original    ${sideText(original)}`,
      `    again       ${sideText(again)}`,
      ...(difference === null
        ? []
        : [
            `    difference  ${signed(difference.value)}, 95% interval ${signed(difference.lower)} to ${signed(difference.upper)}`,
          ]),
      ...(costs.every((cost) => cost === null)
        ? []
        : ['  a run cost', `    original    ${costs[0] ?? '–'}`, `    again       ${costs[1] ?? '–'}`]),
      `  ${verdictText(comparison, metric, comparisons.length)}`,
    ];
  });
}
