import {
  compilePolicy,
  parseNotation,
  parsePolicyDocument,
  type Policy,
  policyHash,
  printPolicy,
} from '@ratebook/core/policy';
import { type Parsed, refusalCodes } from '@ratebook/core/refusal';

const RUN = { totalUpdates: 1000, updatesPerEpoch: 62.5, tokensPerUpdate: 4096 };
const UPDATES = [0, 1, 33, 500, 999, 1000];
const MOST_REFUSALS = 100;
/** A refusal is a line or three for a person, whatever was sent. */
const LONGEST_MESSAGE = 2000;

export type Outcome = 'compiled' | 'read' | 'refused';

/**
 * What became of an input: refused with refusals that a person can read, or read as a policy that keeps its identity in
 * notation and in JSON, and compiled to learning rates or refused for the run. Throws where it is none of these.
 */
export function outcomeOf(read: Parsed<Policy>): Outcome {
  if (!read.ok) {
    assertReadable(read);
    return 'refused';
  }
  const policy = read.value;
  const line = printPolicy(policy);
  for (const again of [parseNotation(line), parsePolicyDocument(JSON.stringify(policy))]) {
    if (!again.ok) throw new Error(`${line} is printed and not read: ${again.refusals[0]?.message ?? ''}`);
    if (policyHash(again.value) !== policyHash(policy)) throw new Error(`${line} reads back as another policy.`);
  }
  return compiledOrRefused(policy, line);
}

function compiledOrRefused(policy: Policy, line: string): Outcome {
  const compiled = compilePolicy(policy, RUN);
  if (!compiled.ok) {
    assertReadable(compiled);
    return 'read';
  }
  const { learningRateAt, replay, metrics, peakLearningRate } = compiled.value;
  const flat = UPDATES.map((t) => ({ t, metrics: Object.fromEntries(metrics.map((name) => [name, 0])) }));
  const replayed = replay(flat);
  const learningRates = UPDATES.flatMap((t) => [learningRateAt(t), replayed(t)]);
  if (!learningRates.every((value) => Number.isFinite(value) && value >= 0) || !Number.isFinite(peakLearningRate)) {
    throw new Error(`${line} gives ${learningRates.join(', ')}.`);
  }
  return 'compiled';
}

function assertReadable(parsed: Parsed<unknown>): void {
  const refusals = parsed.ok ? [] : parsed.refusals;
  if (refusals.length === 0 || refusals.length > MOST_REFUSALS) {
    throw new Error(`${String(refusals.length)} refusals.`);
  }
  for (const { code, message, path, got } of refusals) {
    if (!Object.hasOwn(refusalCodes, code)) throw new Error(`There is no code ${code}.`);
    if (
      message.trim() === '' ||
      message.length > LONGEST_MESSAGE ||
      path.length > LONGEST_MESSAGE ||
      got.length > 200
    ) {
      throw new Error(`A refusal that nobody can read: ${code} ${message.slice(0, 200)}`);
    }
  }
}

/** Counts outcomes by kind; an input whose outcome is none is named with what went wrong. */
export class Tally {
  private readonly counts = new Map<Outcome, number>();
  readonly failures: string[] = [];

  add(input: () => string, read: () => Parsed<Policy>): void {
    try {
      const outcome = outcomeOf(read());
      this.counts.set(outcome, this.of(outcome) + 1);
    } catch (error) {
      this.failures.push(`${input().slice(0, 500)}\n  ${String(error)}`);
    }
  }

  of(outcome: Outcome): number {
    return this.counts.get(outcome) ?? 0;
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, this.failures.length);
  }
}
