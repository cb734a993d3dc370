import type { CompiledPolicy } from '../../policy/index.js';
import { type Run, steered, type Trace } from '../../run/index.js';
import { refusalLine, tracesOf } from '../case.js';
import { type Check, EVERY_STANDING, onSubmission } from '../check.js';
import type { Edition } from '../edition.js';
import {
  compareAt,
  type Compared,
  explainedSkips,
  hasLossScaling,
  type LearningRateColumn,
  matchingOffset,
} from '../learning-rate-offset.js';
import { failed, inconclusive, passed } from '../verdict.js';

type Thresholds = Edition['thresholds'];

const SEMANTICS = { applied: 0, next: 1 } as const;
const DEFAULT_GROUP = 'default';

/** The trace's columns of learning rates with what the policy asks of each, or the name of a column that is missing. */
function columnsOf(trace: Trace, policy: CompiledPolicy): readonly LearningRateColumn[] | { readonly missing: string } {
  const multiplier = (name: string) => policy.groups.get(name) ?? 1;
  const groups = Object.entries(trace.groups ?? {});
  const missing = [...policy.groups.keys()].find(
    (name) => name !== DEFAULT_GROUP && trace.groups?.[name] === undefined,
  );
  if (missing !== undefined) return { missing: `the learning rates of group ${missing}` };
  return [
    { name: '', learningRate: trace.learningRate, multiplier: multiplier(DEFAULT_GROUP) },
    ...groups.map(([name, learningRate]) => ({
      name: ` of group ${name}`,
      learningRate,
      multiplier: multiplier(name),
    })),
  ];
}

interface Judged {
  readonly problem: string | null;
  readonly note: string | null;
  readonly compared: Pick<Compared, 'count' | 'excess'>;
}

function judge(
  { learningRateSemantics }: Run,
  column: LearningRateColumn,
  policy: CompiledPolicy,
  precision: string,
  thresholds: Thresholds,
): Judged {
  const offset = SEMANTICS[learningRateSemantics];
  const compared = compareAt(column, policy, offset, thresholds);
  if (compared.excess <= 1) return { problem: null, note: null, compared };
  const skips = hasLossScaling(precision) ? explainedSkips(column, policy, offset, thresholds) : null;
  if (skips !== null) {
    // Under fp16 "applied" with k skipped updates and "next" with k + 1 are the same column.
    const [other, count] =
      learningRateSemantics === 'applied' ? ['next', skips.skipped + 1] : ['applied', skips.skipped - 1];
    const note = `${String(skips.skipped)} skipped updates explain it as "${learningRateSemantics}", as declared; ${String(count)} would as "${other}"`;
    return { problem: null, note, compared: skips };
  }
  return { problem: problemText(learningRateSemantics, column, compared, policy, thresholds), note: null, compared };
}

function problemText(
  declared: Run['learningRateSemantics'],
  column: LearningRateColumn,
  { worst, first, differing, count }: Compared,
  policy: CompiledPolicy,
  thresholds: Thresholds,
): string {
  const offset = matchingOffset(column, policy, SEMANTICS[declared], thresholds);
  const fits = offset === SEMANTICS.applied ? 'applied' : offset === SEMANTICS.next ? 'next' : null;
  const advice =
    offset === null
      ? 'No offset from -2 to 2 fits either: it is another policy that ran, or another column was logged.'
      : fits !== null
        ? `It would match at offset ${String(offset)}: declare learningRateSemantics "${fits}".`
        : `It would match at offset ${String(offset)} (0 is "applied", 1 is "next"): the log counts updates otherwise.`;
  return `the learning rate${column.name} differs at ${String(differing)} of ${String(count)} updates, first at ${String(first)}; at update ${String(worst.t)} it is ${String(worst.logged)}, the policy's ${String(worst.asked)}, declared "${declared}". ${advice}`;
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
    let [count, excess] = [0, 0];
    const notes: string[] = [];
    let missing: string | null = null;
    for (const { run, index, trace } of traces.value) {
      const arm = examined.arms[run.arm];
      if (arm?.compiled.ok !== true) return inconclusive(`the policy of arm ${String(run.arm)}`);
      // A closed loop is replayed from the evaluations that the run states: a trace that did not answer to them fails.
      const policy = steered(arm.compiled.value, run.evaluations);
      const columns = columnsOf(trace, policy);
      if ('missing' in columns) {
        missing ??= `${columns.missing} in the trace of run ${String(index)}`;
        continue;
      }
      for (const column of columns) {
        const judged = judge(run, column, policy, arm.submitted.recipe.precision, thresholds);
        if (judged.problem !== null)
          return failed(`run ${String(index)}`, threshold, `Run ${String(index)}: ${judged.problem}`);
        if (judged.note !== null) notes.push(`Run ${String(index)}: ${judged.note}.`);
        count += judged.compared.count;
        excess = Math.max(excess, judged.compared.excess);
      }
    }
    if (missing !== null) return inconclusive(missing);
    return passed(
      `${String(count)} learning rates, the farthest at ${excess.toPrecision(2)} of what is allowed`,
      threshold,
      notes.join(' '),
    );
  }),
};
