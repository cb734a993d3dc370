import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Task } from '@ratebook/core/task';
import type { Environment } from '../environment.js';
import { UsageError } from '../failure.js';
import { DEFAULT_RAY_ADDRESS, parseRayAddress } from '../ray/address.js';
import { RayClient } from '../ray/client.js';
import { RayExecutor } from '../ray/ray-executor.js';
import { assertCanBeAsked, assertHasResources, hasResources, type TrialResources } from '../ray/resources.js';
import { findRayToken } from '../ray/token.js';
import type { StudyExecutor } from './study-executor.js';
import { dataFolder } from './trainer-of-task.js';

/** What `ratebook tune --executor ray` is told. */
export interface RayOptions {
  /** `--ray-address`; null: RAY_API_SERVER_ADDRESS, or this machine. */
  readonly rayAddress: string | null;
  /** `--shared`: a folder that runner and cluster both reach under the same path. */
  readonly shared: string | null;
  /** `--trial-cpus`, `--trial-gpus`: what one training holds. */
  readonly trialCpus: number;
  readonly trialGpus: number;
  /** `--ray-insecure`: plain http to another machine is taken. */
  readonly rayInsecure: boolean;
  /** Examples of one forward pass, over what the task says; null: as the task says. */
  readonly microBatch: number | null;
}

/** A cluster says what a node has some seconds after it came. */
const LOOKS_FOR_NODES = 8;
const NEXT_LOOK_MS = 1000;

/**
 * The executor that trains a study on an existing Ray cluster. The cluster is looked at before anything is begun: its
 * version, its token, whether a training fits on one of its nodes. `say` takes warnings, and what happens to the job.
 */
export async function createRayExecutor(
  environment: Environment,
  task: Task,
  options: RayOptions,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<StudyExecutor> {
  if (task.trainer.name === 'embedded')
    throw new UsageError(
      `--executor ray: ${task.slug} is trained by the runner itself, in seconds, and no cluster has the runner. --executor local trains it.`,
    );
  const resources = { cpus: options.trialCpus, gpus: options.trialGpus };
  assertCanBeAsked(resources);
  const { variables } = environment;
  const text = options.rayAddress ?? (variables['RAY_API_SERVER_ADDRESS'] || DEFAULT_RAY_ADDRESS);
  const address = parseRayAddress(
    text,
    options.rayInsecure,
    options.rayAddress === null ? 'RAY_API_SERVER_ADDRESS' : '--ray-address',
  );
  if (!address.isLoopback && options.shared === null)
    throw new UsageError(
      `The Ray cluster at ${address.origin} is another machine; expected --shared PATH with it: a folder that this machine and all of the cluster reach under the same path.`,
    );
  const client = new RayClient(address, await findRayToken(variables));
  await client.version();
  if (!address.isLoopback && (await client.isOpen()))
    say(
      `Warning: the Ray cluster at ${address.origin} answers without a token: whoever reaches it can run code there. RAY_AUTH_MODE=token closes it.`,
    );
  await lookForRoom(client, resources);
  const shared = options.shared === null ? null : resolve(options.shared);
  return new RayExecutor({
    ...{ client, resources, shared, say, signal, microBatch: options.microBatch },
    dataFolder: shared === null ? dataFolder(environment.home) : null,
  });
}

async function lookForRoom(client: RayClient, resources: TrialResources): Promise<void> {
  for (let look = 1; look < LOOKS_FOR_NODES; look += 1) {
    if (hasResources(await client.nodes(), resources)) return;
    await wait(NEXT_LOOK_MS);
  }
  assertHasResources(await client.nodes(), resources);
}
