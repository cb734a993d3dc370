import { compilePolicy, normalizePolicy, parsePolicyDocument, type Policy } from '../policy/index.js';
import { canonicalJson } from '../canonical/index.js';
import type { Refusal } from '../refusal/index.js';
import { unheardMetric } from '../run/index.js';
import { type Budget, BUDGET_SHARES, budgetAtShare, evaluationUpdates, type Task } from '../task/index.js';
import { doubtful, type TaskWarning, unfit } from './finding.js';

interface Found {
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly TaskWarning[];
}

/** A control of fewer updates than this compares too little with what it stands beside. */
const FEWEST_CONTROL_UPDATES = 10;
/** Where a run takes longer than this, a long control is a burden: an hour. */
const LONG_RUN_SECONDS = 3600;

/**
 * What depends on how many updates a task's budgets have: the baseline holds at all three shares and hears only what is
 * measured, the evaluation points are updates of their own, and a control is neither too short to say anything nor half a
 * long run.
 */
export function checkLength(task: Task): Found {
  const policy = baselineOf(task);
  if (task.budget.unit === 'tokens' && task.trainer.tokensPerUpdate === null)
    return {
      refusals: [
        ...policy.refusals,
        unfit(
          'budget.unit',
          'tokens',
          'updates or epochs, or trainer.tokensPerUpdate written',
          'tokens cannot be counted.',
        ),
      ],
      warnings: [],
    };
  const budgets = BUDGET_SHARES.map((share) => ({ share, budget: budgetAtShare(task.budget, share, task.trainer) }));
  const whole = budgetAtShare(task.budget, 1, task.trainer).updates;
  return {
    refusals: [...policy.refusals, ...(policy.document === null ? [] : heldRefusals(task, policy.document, budgets))],
    warnings: [...pointWarnings(task, budgets), ...controlWarnings(task, whole)],
  };
}

function baselineOf({ baseline }: Task): { readonly document: Policy | null; readonly refusals: readonly Refusal[] } {
  const parsed = parsePolicyDocument(baseline);
  if (!parsed.ok) return { document: null, refusals: parsed.refusals.map((refusal) => within(refusal)) };
  const normal = normalizePolicy(parsed.value);
  const isNormal = isSame(baseline, normal);
  return {
    document: normal,
    refusals: isNormal
      ? []
      : [
          unfit(
            'baseline',
            baseline,
            JSON.stringify(normal),
            'the document is not in normal form, which writes every default out.',
          ),
        ],
  };
}

function isSame(document: Task['baseline'], normal: Policy): boolean {
  return canonicalJson(document) === canonicalJson(normal);
}

const within = (refusal: Refusal): Refusal => ({
  ...refusal,
  path: refusal.path === '' ? 'baseline' : `baseline.${refusal.path}`,
});

interface AtShare {
  readonly share: number;
  readonly budget: Budget;
}

/** What the baseline is refused for at the shares, each reason once. */
function heldRefusals(task: Task, policy: Policy, budgets: readonly AtShare[]): readonly Refusal[] {
  const refusals = new Map<string, Refusal>();
  for (const { share, budget } of budgets) {
    const { updatesPerEpoch, tokensPerUpdate } = task.trainer;
    const compiled = compilePolicy(policy, { totalUpdates: budget.updates, updatesPerEpoch, tokensPerUpdate });
    if (!compiled.ok) {
      for (const refusal of compiled.refusals.map(within)) {
        const message = `At ${String(share)} of the budget (${String(budget.updates)} updates): ${refusal.message}`;
        if (!refusals.has(`${refusal.code} ${refusal.path}`))
          refusals.set(`${refusal.code} ${refusal.path}`, { ...refusal, message });
      }
      continue;
    }
    const unheard = unheardMetric(compiled.value, task, 'baseline');
    if (unheard !== null) refusals.set('unheard', unheard);
    if (compiled.value.peakLearningRate === 0)
      refusals.set(
        'zero',
        unfit('baseline', 0, 'a learning rate above 0', 'nothing is learnt at a learning rate of 0.'),
      );
  }
  return [...refusals.values()];
}

function pointWarnings({ evaluateAt }: Task, budgets: readonly AtShare[]): readonly TaskWarning[] {
  const path = 'evaluateAt';
  const warnings = budgets
    .map(({ share, budget }) => ({
      share,
      updates: budget.updates,
      points: evaluationUpdates(evaluateAt, budget.updates),
    }))
    .filter(({ points }) => points.length < evaluateAt.length)
    .slice(0, 1)
    .map(({ share, updates, points }) =>
      doubtful(
        path,
        evaluateAt,
        'points that are updates of their own',
        `At ${String(share)} of the budget, ${String(updates)} updates, ${String(evaluateAt.length)} points fall on ${String(points.length)} updates.`,
      ),
    );
  if (evaluateAt.some((share) => share <= 0.5)) return warnings;
  return [
    ...warnings,
    doubtful(
      path,
      evaluateAt,
      'a point within the first half',
      'no target can be set for the board of the cheapest run.',
    ),
  ];
}

function controlWarnings({ controlShare, trainer }: Task, updates: number): readonly TaskWarning[] {
  const control = Math.ceil(controlShare * updates);
  if (control < Math.min(FEWEST_CONTROL_UPDATES, updates))
    return [
      doubtful(
        'controlShare',
        controlShare,
        `at least ${String(FEWEST_CONTROL_UPDATES)} of ${String(updates)} updates`,
        `a control of ${String(control)} updates is too short to compare.`,
      ),
    ];
  if (controlShare > 0.5 && trainer.expectedSeconds > LONG_RUN_SECONDS)
    return [
      doubtful(
        'controlShare',
        controlShare,
        '0.05 or so',
        'every submission trains its control too, and a run takes over an hour.',
      ),
    ];
  return [];
}
