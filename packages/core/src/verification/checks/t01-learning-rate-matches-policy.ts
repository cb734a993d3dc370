import type { CompiledPolicy } from '../../policy/index.js';
import type { Run, Trace } from '../../run/index.js';
import { refusalLine, tracesOf } from '../case.js';
import { type Check, EVERY_STANDING, onSubmission } from '../check.js';
import type { Edition } from '../edition.js';
import { failed, inconclusive, passed } from '../verdict.js';

type Thresholds = Edition['thresholds'];

/** How far a trace and its policy are apart at the update where they are farthest, as a multiple of what is allowed. */
interface Farthest {
  readonly t: number;
  readonly excess: number;
  readonly logged: number;
  readonly asked: number;
}

/** Compares every logged learning rate with the policy's at t + offset. Linear in the trace. */
function farthest(trace: Trace, policy: CompiledPolicy, offset: number, thresholds: Thresholds): Farthest {
  const { learningRateRelative, learningRateAbsolute } = thresholds;
  let [worstAt, excess] = [0, -1];
  for (const [t, logged] of trace.learningRate.entries()) {
    const asked = policy.learningRateAt(Math.max(0, t + offset));
    const ratio = Math.abs(logged - asked) / (learningRateRelative * asked + learningRateAbsolute);
    if (ratio > excess) [worstAt, excess] = [t, ratio];
  }
  return {
    t: worstAt,
    excess,
    logged: trace.learningRate[worstAt] ?? 0,
    asked: policy.learningRateAt(Math.max(0, worstAt + offset)),
  };
}

/**
 * fp16 loss scaling skips optimiser updates, and the schedule then lags the count: the number of skipped updates with
 * which every logged rate is explained (non-decreasing, found greedily), or null.
 */
function explainedSkips(trace: Trace, policy: CompiledPolicy, offset: number, thresholds: Thresholds): number | null {
  const most = Math.floor(thresholds.skippedShare * trace.learningRate.length) + thresholds.skippedExtra;
  let skipped = 0;
  for (const [t, logged] of trace.learningRate.entries()) {
    const isExplained = (lag: number) => {
      const asked = policy.learningRateAt(Math.max(0, t + offset - lag));
      return Math.abs(logged - asked) <= thresholds.learningRateRelative * asked + thresholds.learningRateAbsolute;
    };
    while (skipped <= most && !isExplained(skipped)) skipped += 1;
    if (skipped > most) return null;
  }
  return skipped;
}

const OFFSETS_NAMED = [0, 1, -1, 2, -2];

function matchingOffset(trace: Trace, policy: CompiledPolicy, declared: number, thresholds: Thresholds): number | null {
  return (
    OFFSETS_NAMED.find((offset) => offset !== declared && farthest(trace, policy, offset, thresholds).excess <= 1) ??
    null
  );
}

interface Judged {
  readonly problem: string | null;
  readonly note: string | null;
  readonly excess: number;
}

function judge(run: Run, trace: Trace, policy: CompiledPolicy, precision: string, thresholds: Thresholds): Judged {
  const offset = run.learningRateSemantics === 'next' ? 1 : 0;
  const worst = farthest(trace, policy, offset, thresholds);
  if (worst.excess <= 1) return { problem: null, note: null, excess: worst.excess };
  const skipped = precision === 'fp16' ? explainedSkips(trace, policy, offset, thresholds) : null;
  if (skipped !== null) return { problem: null, note: `${String(skipped)} skipped updates explain it`, excess: 1 };
  const other = matchingOffset(trace, policy, offset, thresholds);
  const hint = other === null ? '' : ` It would match at offset ${String(other)} (0 is "applied", 1 is "next").`;
  const problem = `at update ${String(worst.t)} the trace has ${String(worst.logged)}, the policy ${String(worst.asked)}, declared "${run.learningRateSemantics}".${hint}`;
  return { problem, note: null, excess: worst.excess };
}

export const learningRateMatchesPolicy: Check = {
  id: 'T01',
  title: 'The learning rate of every update is the policy’s',
  level: 2,
  version: '1',
  doesNotProve:
    'That these learning rates were applied: a column can be regenerated from the policy. Replays (L3) see that.',
  requiredFor: EVERY_STANDING,
  check: onSubmission((submission, examined, { thresholds }) => {
    const threshold = `|logged − policy| ≤ ${String(thresholds.learningRateRelative)}·policy + ${String(thresholds.learningRateAbsolute)} at every update`;
    const traces = tracesOf(examined, submission.runs);
    if ('missing' in traces) return inconclusive(traces.missing);
    if (!traces.ok) return failed('a trace that cannot be read', threshold, refusalLine(traces.refusals));
    let [compared, excess] = [0, 0];
    const notes: string[] = [];
    for (const { run, index, trace } of traces.value) {
      const arm = examined.arms[run.arm];
      if (arm?.compiled.ok !== true) return inconclusive(`the policy of arm ${String(run.arm)}`);
      const judged = judge(run, trace, arm.compiled.value, arm.submitted.recipe.precision, thresholds);
      if (judged.problem !== null)
        return failed(`run ${String(index)}`, threshold, `Run ${String(index)}: ${judged.problem}`);
      if (judged.note !== null) notes.push(`Run ${String(index)}: ${judged.note}.`);
      compared += trace.learningRate.length;
      excess = Math.max(excess, judged.excess);
    }
    return passed(
      `${String(compared)} updates, the farthest at ${excess.toPrecision(2)} of what is allowed`,
      threshold,
      notes.join(' '),
    );
  }),
};
