import { compilePolicy, parsePolicy } from '@ratebook/core/policy';
import type { StandardRun } from '../export/run-state';

const STANDARD_UPDATES = [1_000, 10_000, 100_000, 1_000_000];

/**
 * The run that a policy is shown over before the reader says one: the first round number of updates that it suits (a
 * warm-up of 10,000 updates asks for more than a thousand). One that counts in epochs asks for data, batch and epochs.
 */
export function standardRun(notation: string): StandardRun {
  const parsed = parsePolicy(notation);
  const compiled = (totalUpdates: number) => (parsed.ok ? compilePolicy(parsed.value, { totalUpdates }) : parsed);
  const updates = STANDARD_UPDATES.find((totalUpdates) => compiled(totalUpdates).ok);
  if (updates !== undefined) return { by: 'updates', updates };
  const read = compiled(1_000);
  const countsInEpochs = !read.ok && read.refusals.some(({ expected }) => expected.endsWith('updatesPerEpoch'));
  return { by: countsInEpochs ? 'epochs' : 'updates', updates: 1_000 };
}

/** A run that is known by its updates, as those that were measured are. */
export const updatesRun = (updates: number): StandardRun => ({ by: 'updates', updates });
