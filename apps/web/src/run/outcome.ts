import { formatMetric } from '../text/numbers';

/** What a run reached. */
export interface Outcome {
  readonly status: string;
  readonly finalTest: number | null;
  readonly finalValidation: number | null;
}

/**
 * What came of a run, in the task's metric: the test value at the end, else the last validation value, else its status in
 * a word ("diverged").
 */
export function outcomeText(run: Outcome, metric: { readonly name: string; readonly unit: string }): string {
  if (run.status !== 'COMPLETED') return run.status.toLowerCase();
  const value = run.finalTest ?? run.finalValidation;
  if (value === null) return 'no value';
  // A trial and a range test's run never see the test split; beside others their value would mislead unsaid.
  return `${formatMetric(value, metric.unit)} ${run.finalTest === null ? 'validation ' : ''}${metric.name}`;
}
