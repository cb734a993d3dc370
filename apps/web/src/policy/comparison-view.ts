import {
  compareCompiled,
  type CompiledPolicy,
  compilePolicy,
  normalizePolicy,
  parsePolicy,
  policyHash,
  type Policy,
  type PolicyDifference,
  printPolicy,
} from '@ratebook/core/policy';
import { type ExportRun, readerRun } from '@ratebook/core/policy/exporters';
import { type RefusalWords, refusalWords } from '../export/refusal-words';
import { readerRunInput } from '../export/run-state';
import type { ComparisonState } from './comparison-state';
import { drawnCurve, type DrawnCurve } from './drawn-curve';

/** A policy that was typed, and what became of it. */
export interface ComparedLine {
  /** A, B …: what names it in the drawing and in the tables. */
  readonly letter: string;
  readonly typed: string;
  readonly refusals: readonly RefusalWords[];
  readonly drawn: ComparedPolicy | null;
}

export interface ComparedPolicy {
  readonly notation: string;
  readonly hash: string;
  readonly curve: DrawnCurve;
  readonly peakLearningRate: number;
  /** Mean learning rate over the run: what a policy's updates add up to, by their number. */
  readonly meanLearningRate: number;
  readonly lastLearningRate: number;
  readonly metrics: readonly string[];
}

/** Two of the policies, by their letters. */
export interface PairView {
  readonly first: string;
  readonly second: string;
  /** Null where they are equivalent. */
  readonly difference: PolicyDifference | null;
}

/** All that a comparison shows. */
export interface ComparisonView {
  readonly totalUpdates: number | null;
  readonly runRefusals: readonly RefusalWords[];
  readonly lines: readonly ComparedLine[];
  readonly pairs: readonly PairView[];
}

/** Compares what was typed, policy with policy, on the reader's run. Never throws for what somebody typed. */
export function comparisonView({ policies, run: typedRun }: ComparisonState): ComparisonView {
  const run = readerRun(readerRunInput(typedRun));
  const read = policies.map((typed, index) => {
    const letter = String.fromCharCode(65 + index);
    return { letter, typed, ...readLine(typed, run.ok ? run.value : null) };
  });
  const compiled = read.flatMap(({ letter, compared }) => (compared === null ? [] : [{ letter, compared }]));
  return {
    totalUpdates: run.ok ? run.value.totalUpdates : null,
    runRefusals: run.ok ? [] : run.refusals.map(refusalWords),
    lines: read.map(({ letter, typed, refusals, compared }) => ({
      letter,
      typed,
      refusals,
      drawn: compared === null ? null : drawnOf(compared.policy, compared.compiled),
    })),
    pairs: compiled.flatMap((one, index) =>
      compiled
        .slice(index + 1)
        .map((other) => ({
          first: one.letter,
          second: other.letter,
          difference: compareCompiled(one.compared, other.compared).difference,
        })),
    ),
  };
}

interface ReadLine {
  readonly refusals: readonly RefusalWords[];
  readonly compared: { readonly policy: Policy; readonly compiled: CompiledPolicy } | null;
}

function readLine(typed: string, run: ExportRun | null): ReadLine {
  const parsed = parsePolicy(typed);
  if (!parsed.ok) return { refusals: parsed.refusals.map(refusalWords), compared: null };
  if (run === null) return { refusals: [], compared: null };
  const policy = normalizePolicy(parsed.value);
  const compiled = compilePolicy(policy, run);
  return compiled.ok
    ? { refusals: [], compared: { policy, compiled: compiled.value } }
    : { refusals: compiled.refusals.map(refusalWords), compared: null };
}

function drawnOf(policy: Policy, compiled: CompiledPolicy): ComparedPolicy {
  const { peakLearningRate, metrics, totalUpdates, learningRateAt } = compiled;
  return {
    notation: printPolicy(policy),
    hash: policyHash(policy),
    curve: drawnCurve(compiled),
    peakLearningRate,
    meanLearningRate: meanOf(compiled),
    lastLearningRate: learningRateAt(totalUpdates - 1),
    metrics,
  };
}

/** Runs up to this length are averaged over every update, longer ones over so many evenly spread ones. */
const MOST_AVERAGED = 100_000;

function meanOf({ totalUpdates, learningRateAt }: CompiledPolicy): number {
  const count = Math.min(totalUpdates, MOST_AVERAGED);
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += learningRateAt(Math.floor((index * totalUpdates) / count));
  return sum / count;
}
