import { readRunState, runParameters, type RunState } from '../export/run-state';
import { STANDARD_RUN } from './playground-state';

export const MOST_COMPARED = 6;
const COMPARISON = '/compare';

/** What a comparison's address says. */
export interface ComparisonState {
  readonly policies: readonly string[];
  readonly run: RunState;
}

/** Reads the state; of more policies than are compared the first ones. */
export function readComparisonState(
  policies: readonly string[],
  get: (name: string) => string | undefined,
): ComparisonState {
  const filled = policies.map((policy) => policy.trim()).filter((policy) => policy !== '');
  return { policies: filled.slice(0, MOST_COMPARED), run: readRunState(get, STANDARD_RUN) };
}

/** The address of a comparison; without a run it is the page's own standard. */
export function comparisonAddress(policies: readonly string[], run?: RunState): string {
  const parameters = new URLSearchParams(policies.map((policy) => ['policy', policy]));
  for (const [name, value] of run === undefined ? [] : runParameters(run)) parameters.append(name, value);
  return `${COMPARISON}?${parameters.toString()}`;
}
