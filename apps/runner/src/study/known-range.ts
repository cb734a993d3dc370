import { parseSubmission, type Submission } from '@ratebook/core/submission';
import { parseTaskName, type Task, taskName } from '@ratebook/core/task';
import { sentParcels, waitingParcels } from '../outbox/outbox.js';
import type { Registry } from '../registry/registry.js';

/** Learning rates that a range test found usable on a task, and what finding them cost. */
export interface KnownRange {
  readonly low: number;
  readonly high: number;
  /** The submission that the range test came in. */
  readonly submission: string;
  /** Updates of all its runs. */
  readonly updates: number;
  /** For people. */
  readonly from: string;
}

/** The least that the best learning rate must have brought the loss down, beside its start, for the others to be told apart. */
const LEARNT_SHARE = 0.01;

/**
 * Whether the short runs of a range test learnt anything. Where none did, all low learning rates are equally good, and what is
 * usable among them says nothing about a whole training.
 */
function hasLearnt(points: readonly { readonly loss?: number | null; readonly startLoss: number }[]): boolean {
  return points.some(({ loss, startLoss }) => loss != null && loss < startLoss - LEARNT_SHARE * Math.abs(startLoss));
}

function rangeOf(id: string, { rangeTest, runs }: Submission, from: string): KnownRange | null {
  const usable = rangeTest?.method === 'grid' ? rangeTest.readOuts.usable : null;
  if (usable === null || rangeTest === null || !hasLearnt(rangeTest.points)) return null;
  return { ...usable, submission: id, updates: runs.reduce((sum, { cost }) => sum + cost.updates, 0), from };
}

/** The newest range test of a task that this runner made whose grid had a usable range, and learnt something; or null. */
export async function findOwnRange(home: string, task: Task): Promise<KnownRange | null> {
  const parcels = [...(await sentParcels(home)), ...(await waitingParcels(home))].toSorted((a, b) =>
    a.createdAt < b.createdAt ? 1 : -1,
  );
  for (const { id, text } of parcels) {
    const parsed = parseSubmission(text);
    if (!parsed.ok || parsed.value.kind !== 'range-test' || parsed.value.arms[0]?.task !== taskName(task)) continue;
    const range = rangeOf(id, parsed.value, `your range test ${id.slice(0, 12)}`);
    if (range !== null) return range;
  }
  return null;
}

/** The newest range test of a task that the registry accepted, whose grid had a usable range, and learnt something; or null. */
export async function findRegistryRange(registry: Registry, task: Task): Promise<KnownRange | null> {
  if (parseTaskName(taskName(task)) === null) return null;
  for (const { id, method, usableLow, usableHigh, points, prefixUpdates } of await registry.findRangeTests(
    taskName(task),
  )) {
    if (method !== 'grid' || usableLow == null || usableHigh == null || !hasLearnt(points)) continue;
    return {
      low: usableLow,
      high: usableHigh,
      submission: id,
      updates: points.length * prefixUpdates,
      from: `range test ${id.slice(0, 12)} of the registry`,
    };
  }
  return null;
}
