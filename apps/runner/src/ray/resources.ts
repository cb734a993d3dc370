import { CommandFailure, UsageError } from '../failure.js';
import type { NodeResources } from './client.js';

/** What one training holds of a node. */
export interface TrialResources {
  readonly cpus: number;
  /** A share below 1 of one GPU, or whole GPUs. */
  readonly gpus: number;
}

/** Ray counts shares to four digits: less is nothing to it. */
const SMALLEST_SHARE = 1e-4;

/** What `--trial-cpus` and `--trial-gpus` may say. */
export function assertCanBeAsked({ cpus, gpus }: TrialResources): void {
  if (!Number.isFinite(cpus) || cpus < SMALLEST_SHARE)
    throw new UsageError(`--trial-cpus is ${String(cpus)}; expected a number of at least 0.0001.`);
  const isShare = gpus < 1 && (gpus === 0 || gpus >= SMALLEST_SHARE);
  if (!Number.isFinite(gpus) || gpus < 0 || !(isShare || Number.isInteger(gpus)))
    throw new UsageError(
      `--trial-gpus is ${String(gpus)}; expected 0, a share of one GPU between 0.0001 and 1, or a whole number.`,
    );
}

/** Whether a training fits on one of the nodes, were it empty. */
export function hasResources(nodes: readonly NodeResources[], { cpus, gpus }: TrialResources): boolean {
  return nodes.some((node) => (node['CPU'] ?? 0) >= cpus && (node['GPU'] ?? 0) >= gpus);
}

/** What no node of the cluster has, in a sentence; null where one has it, be it free now or not. */
export function missingRoom(nodes: readonly NodeResources[], resources: TrialResources): string | null {
  if (hasResources(nodes, resources)) return null;
  const { cpus, gpus } = resources;
  const asked = `${counted(cpus, 'CPU')}${gpus === 0 ? '' : ` and ${counted(gpus, 'GPU')}`}`;
  const had = nodes.map((node) => `${counted(node['CPU'] ?? 0, 'CPU')} and ${counted(node['GPU'] ?? 0, 'GPU')}`);
  return `A training asks for ${asked}, and no node of the cluster has that: ${had.length === 0 ? 'it has no node' : `its ${had.length === 1 ? 'only node has' : 'nodes have'} ${had.join('; ')}`}.`;
}

/** Refuses what no node of the cluster has: Ray would wait for it for ever, and a job that waits cannot be stopped. */
export function assertHasResources(nodes: readonly NodeResources[], resources: TrialResources): void {
  const missing = missingRoom(nodes, resources);
  if (missing === null) return;
  throw new CommandFailure(
    `${missing} --trial-cpus and --trial-gpus ask for less; a node that is still to come must be there first.`,
    1,
    ['ray.resources'],
  );
}

const counted = (count: number, what: string) => `${String(count)} ${what}${count === 1 ? '' : 's'}`;
