import { type CompiledPolicy, compilePolicy, parsePolicyDocument, printPolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import type { StudyPlan } from '@ratebook/core/study';
import type { RunAsk } from '../executor/study-executor.js';
import { CommandFailure } from '../failure.js';
import type { MonitoredRun } from '../monitor/learning-rate-monitor.js';
import type { StartMessage } from '../trainer/protocol.js';

/** A training as the driver is asked for it; ratebook_ray/ask.py reads it. */
export interface AskDocument {
  readonly index: number;
  readonly until: number;
  readonly start: Omit<StartMessage, 'resumeFrom'>;
  /** Of the updates 0 … `until` − 1: `default`, and each group that the policy names. */
  readonly learningRates: Readonly<Record<string, readonly number[]>>;
}

export const askName = ({ index, until }: RunAsk) => `${String(index)}-${String(until)}`;

/** Refuses a plan with candidates that no cluster can train: to be asked before a ticket is taken for it. */
export function assertCanBeSent(
  plan: Pick<StudyPlan, 'candidates' | 'totalUpdates' | 'updatesPerEpoch' | 'tokensPerUpdate'>,
): void {
  for (const { policy } of plan.candidates)
    assertOpenLoop(policy, valueOrThrow(compilePolicy(valueOrThrow(parsePolicyDocument(policy)), plan)));
}

/**
 * A closed loop's learning rate answers to evaluations by core's own code, and a machine of the cluster has no runner
 * beside it.
 */
export function assertOpenLoop(policy: unknown, { loop }: CompiledPolicy): void {
  if (loop === null) return;
  throw new CommandFailure(
    `${printPolicy(valueOrThrow(parsePolicyDocument(policy)))} is a closed loop: its learning rate answers to evaluations, and the runner that knows the answer is not on the cluster. --executor local trains it.`,
    1,
    ['unsupported'],
  );
}

/** Everything that a machine of the cluster needs to train a run: all learning rates are said beforehand. */
export function askDocument(
  ask: Pick<RunAsk, 'index' | 'until'>,
  { policy, start }: Pick<MonitoredRun, 'policy' | 'start'>,
  directory: string,
): AskDocument {
  const base = Array.from({ length: ask.until }, (_, t) => policy.learningRateAt(t));
  const groups = [...policy.groups].map(
    ([name, multiplier]) => [name, base.map((learningRate) => learningRate * multiplier)] as const,
  );
  return {
    index: ask.index,
    until: ask.until,
    start: { ...start, directory },
    learningRates: { default: base, ...Object.fromEntries(groups) },
  };
}
