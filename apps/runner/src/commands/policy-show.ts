import {
  type CompiledPolicy,
  formatLearningRate,
  type Policy,
  policyHash,
  printPolicy,
  type RunContext,
  shapeHash,
} from '@ratebook/core/policy';
import { policyPlot } from '../report/policy-plot.js';
import type { CommandContext } from './context.js';
import { spreadUpdates } from './policy-rates.js';
import { compiledFor } from './policy-run.js';

const LABEL_WIDTH = 12;
const SHOWN_HASH = 12;
const MOST_SHOWN_BOUNDARIES = 12;
const CURVE_POINTS = 101;

export interface ShowOptions {
  /** A logarithmic axis of learning rates. */
  readonly isLogarithmic: boolean;
}

/** `ratebook policy show POLICY --updates N`: what it is, and its curve over the run. */
export function policyShowCommand(
  { output }: CommandContext,
  policy: Policy,
  run: RunContext,
  { isLogarithmic }: ShowOptions,
): void {
  const compiled = compiledFor(policy, run);
  const { totalUpdates, learningRateAt, boundaries, metrics, groups, peakLearningRate } = compiled;
  const peakUpdate = firstUpdateOfPeak(compiled);
  const [hash, shape] = [policyHash(policy), shapeHash(policy)];
  output.line(printPolicy(policy));
  output.line();
  const curve = { learningRateAt, mark: '●' };
  for (const line of policyPlot([curve], { totalUpdates, columns: output.columns, isLogarithmic, boundaries }))
    output.line(line);
  output.line();
  const tell = (label: string, text: string) =>
    output.paragraph(`${label.padEnd(LABEL_WIDTH)}${text}`, ' '.repeat(LABEL_WIDTH));
  tell('peak', peakText(peakLearningRate, peakUpdate));
  tell('boundaries', boundaryText(boundaries));
  if (groups.size > 0) tell('groups', [...groups].map(([name, factor]) => `${name} × ${String(factor)}`).join(', '));
  if (metrics.length > 0) tell('listens to', `${metrics.join(', ')}; drawn as where nothing is ever observed`);
  tell('policy', hash.slice(0, SHOWN_HASH));
  tell('shape', shape.slice(0, SHOWN_HASH));
  const updates = spreadUpdates(totalUpdates, CURVE_POINTS);
  output.result({
    notation: printPolicy(policy),
    document: policy,
    policyHash: hash,
    shapeHash: shape,
    run,
    peakLearningRate,
    peakUpdate,
    boundaries,
    groups: Object.fromEntries(groups),
    metrics,
    updates,
    learningRates: updates.map((t) => learningRateAt(t)),
  });
}

/** Of longer runs so many updates are looked at, and those beside boundaries. */
const MOST_LOOKED_AT = 200_000;

/** The first update that applies the peak; null for a closed loop that reaches it by evaluations alone. */
function firstUpdateOfPeak(compiled: CompiledPolicy): number | null {
  const { totalUpdates, boundaries, learningRateAt, peakLearningRate } = compiled;
  const beside = boundaries.flatMap((t) => [t - 1, t]);
  const updates = [...spreadUpdates(totalUpdates, Math.min(totalUpdates, MOST_LOOKED_AT)), ...beside];
  const found = updates.filter((t) => learningRateAt(t) === peakLearningRate);
  return found.length === 0 ? null : found.reduce((first, t) => Math.min(first, t));
}

function peakText(peakLearningRate: number, update: number | null): string {
  const peak = formatLearningRate(Number(peakLearningRate.toPrecision(6)));
  return update === null ? `${peak}, the most it may reach` : `${peak}, first at update ${String(update)}`;
}

function boundaryText(boundaries: readonly number[]): string {
  if (boundaries.length === 0) return 'none';
  const shown = boundaries.slice(0, MOST_SHOWN_BOUNDARIES).map(String).join(', ');
  const left = boundaries.length - MOST_SHOWN_BOUNDARIES;
  return left > 0 ? `${shown} and ${String(left)} more` : shown;
}
