import { accepted, type Parsed, type Refusal } from '../refusal/index.js';
import { type CompiledPolicy, compilePolicy, parsePolicyDocument, policyHash, type Policy } from '../policy/index.js';
import { armHash, parseTrace, type Run, type Trace } from '../run/index.js';
import { parseSubmission, type Submission, type SubmittedArm } from '../submission/index.js';
import { recipeHash, type Task } from '../task/index.js';
import type { Evidence } from './evidence.js';
import type { Standing } from './verdict.js';

/** An arm of the submission, read: its policy in normal form and compiled for its budget. */
export interface ReadArm {
  readonly submitted: SubmittedArm;
  readonly policy: Parsed<Policy>;
  readonly compiled: Parsed<CompiledPolicy>;
  /** Null where the policy could not be read. */
  readonly hash: string | null;
}

/** The evidence, and what several checks read out of it: parsed once, on first use. */
export class VerificationCase {
  readonly evidence: Evidence;
  readonly submission: Parsed<Submission>;
  private readonly traces = new Map<string, Parsed<Trace> | null>();
  private readArms: readonly ReadArm[] | null = null;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
    this.submission = parseSubmission(evidence.text);
  }

  get standing(): Standing {
    return this.submission.ok && this.submission.value.ticket !== null ? 'ticketed' : 'imported';
  }

  get arms(): readonly ReadArm[] {
    this.readArms ??= this.submission.ok ? this.submission.value.arms.map((arm) => this.readArm(arm)) : [];
    return this.readArms;
  }

  task(name: string): Task | null {
    return this.evidence.tasks.get(name)?.task ?? null;
  }

  taskOfRun(run: Run): Task | null {
    const arm = this.arms[run.arm];
    return arm === undefined ? null : this.task(arm.submitted.task);
  }

  /**
   * Updates of a complete run of its kind: a range test's prefix, a control run's share of the budget, or the whole
   * budget. 0 where the run's arm is not there (F07 says so).
   */
  plannedUpdates(run: Run): number {
    if (!this.submission.ok) return 0;
    const { rangeTest, arms } = this.submission.value;
    const updates = arms[run.arm]?.budget.updates ?? 0;
    if (rangeTest !== null) return rangeTest.prefixUpdates;
    return run.role === 'control' ? Math.ceil((this.taskOfRun(run)?.controlShare ?? 1) * updates) : updates;
  }

  /** The run's trace, what is wrong with it, or null where nobody uploaded it. */
  trace(run: Run): Parsed<Trace> | null {
    const held = this.traces.get(run.trace);
    if (held !== undefined) return held;
    const artefact = this.evidence.artefacts.get(run.trace);
    const trace = artefact?.state === 'present' ? parseTrace(artefact.value) : null;
    this.traces.set(run.trace, trace);
    return trace;
  }

  private readArm(submitted: SubmittedArm): ReadArm {
    const policy = parsePolicyDocument(submitted.policy);
    if (!policy.ok) return { submitted, policy, compiled: policy, hash: null };
    const trainer = this.task(submitted.task)?.trainer;
    const compiled = compilePolicy(policy.value, {
      totalUpdates: submitted.budget.updates,
      updatesPerEpoch: trainer?.updatesPerEpoch ?? null,
      tokensPerUpdate: trainer?.tokensPerUpdate ?? null,
    });
    return { submitted, policy, compiled, hash: armHashOf(submitted, policy.value) };
  }
}

/** The identity of a submitted arm, its policy's hash recomputed. */
export function armHashOf({ task, budget, recipe }: SubmittedArm, policy: Policy): string {
  return armHash({ task, budget, policyHash: policyHash(policy), recipeHash: recipeHash(recipe) });
}

/** Whether a run is what a study searched with: it sees the validation split alone, and stands on no board. */
export function isTrialOfStudy({ kind }: Submission, { role }: Run): boolean {
  return kind === 'study' && role === 'trial';
}

/** The refusals of a reading in one line, the first few of them. */
export function refusalLine(refusals: readonly Refusal[]): string {
  const SHOWN = 3;
  const more = refusals.length > SHOWN ? ` (and ${String(refusals.length - SHOWN)} more)` : '';
  return `${refusals
    .slice(0, SHOWN)
    .map(({ message }) => message)
    .join(' ')}${more}`;
}

export interface ReadTrace {
  readonly run: Run;
  /** Of the run in the submission. */
  readonly index: number;
  readonly trace: Trace;
}

/** Every trace of the submission; or what is wrong with the first broken one; or the name of the first missing one. */
export function tracesOf(
  examined: VerificationCase,
  runs: readonly Run[],
): Parsed<readonly ReadTrace[]> | { readonly missing: string } {
  const read: ReadTrace[] = [];
  let missing: string | null = null;
  for (const [index, run] of runs.entries()) {
    const trace = examined.trace(run);
    if (trace?.ok === false) {
      const refusals = trace.refusals.map((one) => ({ ...one, message: `Run ${String(index)}: ${one.message}` }));
      return { ok: false, refusals };
    }
    if (trace === null) missing ??= `the trace of run ${String(index)} (artefact ${run.trace.slice(0, 12)})`;
    else read.push({ run, index, trace: trace.value });
  }
  return missing === null ? accepted(read) : { missing };
}
