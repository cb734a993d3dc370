import {
  type Equivalence,
  equivalentOn,
  formatLearningRate,
  type Policy,
  policyHash,
  printPolicy,
  type RunContext,
} from '@ratebook/core/policy';
import { policyPlot } from '../report/policy-plot.js';
import type { CommandContext } from './context.js';
import { fieldsOf } from './policy-check.js';
import { compiledFor, refusedFor } from './policy-run.js';

const LONGEST_VALUE = 24;
const MOST_FIELDS = 40;

export interface DiffOptions {
  readonly isLogarithmic: boolean;
}

/** A field of two documents that is not the same in both; null where one has none. */
interface FieldDifference {
  readonly field: string;
  readonly first: string | null;
  readonly second: string | null;
}

/** `ratebook policy diff A B --updates N`: fields that differ, whether that matters on this run, and both curves. */
export function policyDiffCommand(
  { output }: CommandContext,
  [first, second]: readonly [Policy, Policy],
  run: RunContext,
  { isLogarithmic }: DiffOptions,
): void {
  const compiled = [compiledFor(first, run), compiledFor(second, run)] as const;
  const equivalence = equivalentOn(first, second, run);
  if (!equivalence.ok) throw refusedFor(equivalence.refusals);
  const { isEquivalent, difference } = equivalence.value;
  const fields = differentFields(first, second);
  output.line(`● ${printPolicy(first)}`);
  output.line(`○ ${printPolicy(second)}`);
  output.line();
  for (const line of fieldLines(fields)) output.line(line);
  output.line();
  const [one, other] = compiled;
  const curves = [
    { learningRateAt: one.learningRateAt, mark: '●', name: 'first' },
    { learningRateAt: other.learningRateAt, mark: '○', name: 'second' },
  ];
  const frame = { totalUpdates: run.totalUpdates, columns: output.columns, isLogarithmic };
  for (const line of policyPlot(curves, frame)) output.line(line);
  output.line();
  output.paragraph(equivalenceText(equivalence.value, run.totalUpdates));
  output.result({
    first: { notation: printPolicy(first), policyHash: policyHash(first) },
    second: { notation: printPolicy(second), policyHash: policyHash(second) },
    run,
    isSame: policyHash(first) === policyHash(second),
    isEquivalent,
    difference,
    fields,
  });
}

function differentFields(first: Policy, second: Policy): readonly FieldDifference[] {
  const [one, other] = [fieldsOf(first), fieldsOf(second)];
  return [...new Set([...one.keys(), ...other.keys()])]
    .map((field) => ({ field, first: one.get(field) ?? null, second: other.get(field) ?? null }))
    .filter((difference) => difference.first !== difference.second);
}

function fieldLines(fields: readonly FieldDifference[]): readonly string[] {
  if (fields.length === 0) return ['the same document'];
  const shown = fields.slice(0, MOST_FIELDS);
  const width = Math.max(...shown.map(({ field }) => field.length));
  const left = fields.length - shown.length;
  return [
    ...shown.map(
      ({ field, first, second }) => `${field.padEnd(width)}  ${cell(first).padEnd(LONGEST_VALUE)}  ${cell(second)}`,
    ),
    ...(left > 0 ? [`and ${String(left)} fields more`] : []),
  ];
}

function cell(value: string | null): string {
  if (value === null) return '–';
  return value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE - 1)}…` : value;
}

function equivalenceText({ difference }: Equivalence, totalUpdates: number): string {
  const run = `over ${String(totalUpdates)} updates`;
  if (difference === null) return `equivalent ${run}: the same learning rate at every update`;
  const { ofPeak, update, firstLearningRate, secondLearningRate, group } = difference;
  const [one, other] = [firstLearningRate, secondLearningRate].map((value) =>
    formatLearningRate(Number(value.toPrecision(4))),
  );
  const where = `update ${String(update)}${group === null ? '' : ` of group ${group}`}`;
  return `not equivalent ${run}: they differ by up to ${percentText(ofPeak)} of the peak, at ${where}: ${one ?? ''} and ${other ?? ''}`;
}

/** A share as a percentage of two significant digits; more of them say nothing. */
export function percentText(share: number): string {
  return `${formatLearningRate(Number((share * 100).toPrecision(2)))}%`;
}
