import type { Refusal } from '../refusal/index.js';
import type { Task } from '../task/index.js';
import { checkLength } from './check-length.js';
import { checkRecipe } from './check-recipe.js';
import { checkTrainer } from './check-trainer.js';
import { doubtful, type TaskWarning, unfit } from './finding.js';

/** What was found in a task: why it cannot be measured as it is written, and what is doubtful. */
export interface TaskCheck {
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly TaskWarning[];
}

/** What stands for a digest that nobody has computed yet. */
export const UNMEASURED_DIGEST = '0'.repeat(64);

/** Below this a share of a split says next to nothing: one item of 30 is 3.3 points. */
const FEWEST_ITEMS = 30;
/** A standard error above this hides the differences that boards are about. */
const COARSE_STANDARD_ERROR = 0.02;

/**
 * Everything that a task must satisfy beyond its schema, to be proposed and measured: the baseline compiles at the three
 * budgets, closed loops hear what is measured, splits are not tiny, metric, recipe, batch and trainer fit one another.
 * Pure; what only a training can tell (digest, parameter counts, lengths of an epoch) is checked by starting one.
 */
export function checkTask(task: Task): TaskCheck {
  const unreadable = textRefusals(task, '');
  if (unreadable.length > 0) return { refusals: unreadable, warnings: [] };
  const length = checkLength(task);
  return {
    refusals: [
      ...length.refusals,
      ...splitRefusals(task),
      ...checkRecipe(task),
      ...checkTrainer(task),
      ...targetRefusals(task),
    ],
    warnings: [...length.warnings, ...splitWarnings(task), ...sourceWarnings(task), ...measuredWarnings(task)],
  };
}

/** A refusal of a task whose data nobody has looked at: no run could ever be compared with it. Null where it was measured. */
export function unmeasuredData({ data }: Task): Refusal | null {
  if (data.digest !== UNMEASURED_DIGEST) return null;
  return unfit(
    'data.digest',
    data.digest,
    'the digest of the data, as the trainer computes it',
    'it was not measured yet. ratebook task check FILE --train --write measures and writes it.',
  );
}

/** Half of a surrogate pair has no canonical JSON, and no database of ours keeps a null character: neither is text. */
function textRefusals(value: unknown, path: string): readonly Refusal[] {
  if (typeof value === 'string')
    return value.isWellFormed() && !value.includes('\0')
      ? []
      : [unfit(path, value, 'text of whole characters', 'it holds half of a surrogate pair, or a null character.')];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key.isWellFormed() && !key.includes('\0')
      ? []
      : [unfit(path, key, 'keys of whole characters', 'a key is no text.')]),
    ...textRefusals(inner, path === '' ? key : `${path}.${key}`),
  ]);
}

function splitRefusals({ data }: Task): readonly Refusal[] {
  return (['validation', 'test'] as const)
    .filter((split) => data.splits[split] < FEWEST_ITEMS)
    .map((split) =>
      unfit(
        `data.splits.${split}`,
        data.splits[split],
        `at least ${String(FEWEST_ITEMS)}`,
        `${String(data.splits[split])} items are too few to measure anything.`,
      ),
    );
}

/** The standard error of a share p over n items, √(p(1 − p)/n), is largest at p = ½. */
function splitWarnings({ data, metric }: Task): readonly TaskWarning[] {
  const { test } = data.splits;
  const standardError = 0.5 / Math.sqrt(test);
  if (test < FEWEST_ITEMS || metric.unit !== 'share' || standardError <= COARSE_STANDARD_ERROR) return [];
  return [
    doubtful(
      'data.splits.test',
      test,
      `${String(Math.ceil(0.25 / COARSE_STANDARD_ERROR ** 2))} items or more`,
      `over ${String(test)} items a share of one half has a standard error of ${(100 * standardError).toFixed(1)} points: smaller differences are the split's own.`,
    ),
  ];
}

function targetRefusals({ targets, calibration }: Task): readonly Refusal[] {
  if (targets === null || calibration !== null) return [];
  return [unfit('targets', targets, 'null', 'targets come from calibration runs, and there are none.')];
}

/** What others cannot get, or what may change under its name. */
function sourceWarnings({ trainer }: Task): readonly TaskWarning[] {
  if (trainer.name !== 'torch') return [];
  const sources = [
    ['trainer.model', trainer.model],
    ['trainer.data', trainer.data],
  ] as const;
  return sources.flatMap(([path, source]) => {
    if (source?.source === 'hub' && source.revision === null)
      return [doubtful(`${path}.revision`, null, 'a commit', `${source.name} may change; a commit does not.`)];
    if (source?.source === 'directory' && /^([/~]|[A-Za-z]:)/.test(source.name))
      return [doubtful(`${path}.name`, source.name, 'a name below the data folder', 'nobody else has this path.')];
    return [];
  });
}

function measuredWarnings(task: Task): readonly TaskWarning[] {
  const unmeasured = unmeasuredData(task);
  if (unmeasured === null) return [];
  const { code: _, ...warning } = unmeasured;
  return [warning];
}
