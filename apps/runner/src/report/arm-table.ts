import type { FinishedRun } from '../job/finished-run.js';
import { type Job, policyLine } from '../job/job.js';

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation. */
function deviation(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1));
}

const DIGITS = 4;

function valueText(values: readonly number[]): string {
  if (values.length === 0) return '–';
  const spread = values.length < 2 ? '' : ` ± ${deviation(values).toFixed(DIGITS)}`;
  return `${mean(values).toFixed(DIGITS)}${spread}`;
}

/**
 * What an evaluation found, a line an arm, the best mean first: mean and standard deviation over seeds of the task's
 * metric on the test split, how many runs that is, and how many did not complete. The registry ranks; this only tells.
 */
export function armTable(job: Job, finished: readonly FinishedRun[], columns: number): readonly string[] {
  const { name, direction } = job.task.metric;
  const rows = job.arms.map((_, arm) => {
    const runs = finished.filter(({ run }) => run.arm === arm);
    const values = runs.flatMap(
      ({ run }) => run.evaluations.findLast(({ split }) => split === 'test')?.metrics[name] ?? [],
    );
    const lost = runs.length - values.length;
    const count = `${String(runs.length)} ${runs.length === 1 ? 'run' : 'runs'}`;
    const note = lost === 0 ? count : `${count}, ${String(lost)} without a result`;
    return { policy: policyLine(job, arm), values, text: valueText(values), note };
  });
  const sign = direction === 'maximize' ? -1 : 1;
  // An arm without a result stands last whatever the direction.
  const orderOf = (values: readonly number[]) => (values.length === 0 ? Infinity : sign * mean(values));
  const sorted = rows.toSorted((a, b) => orderOf(a.values) - orderOf(b.values) || 0);
  const heading = `test ${name}`;
  const width = Math.max(heading.length, ...sorted.map(({ text }) => text.length));
  const noteWidth = Math.max(...sorted.map(({ note }) => note.length));
  const indent = ' '.repeat(width + noteWidth + 4);
  const head = `${heading.padEnd(width)}  ${''.padEnd(noteWidth)}  policy`;
  return [
    head,
    ...sorted.flatMap(({ policy, text, note }) => {
      const values = `${text.padEnd(width)}  ${note.padEnd(noteWidth)}  `;
      // A policy that does not fit beside its values stands below them whole: it is there to be copied.
      return indent.length + policy.length <= columns ? [`${values}${policy}`] : [values.trimEnd(), `  ${policy}`];
    }),
  ];
}
