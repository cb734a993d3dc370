import type { Environment } from '../environment.js';
import { parseRayAddress } from '../ray/address.js';
import { RayClient } from '../ray/client.js';
import { findRayToken } from '../ray/token.js';
import type { Examine } from './finding.js';

/** The cluster that RAY_API_SERVER_ADDRESS names; where it names none nobody has said that there is one. */
export async function lookAtRay({ variables }: Environment, examine: Examine): Promise<void> {
  const text = variables['RAY_API_SERVER_ADDRESS'] ?? '';
  if (text === '') return;
  await examine('Ray', async () => {
    // What is asked of it here is no secret; the token goes along only where nobody can read it on the way.
    const address = parseRayAddress(text, false, 'RAY_API_SERVER_ADDRESS');
    const client = new RayClient(address, await findRayToken(variables));
    const { ray_version } = await client.version();
    const nodes = await client.nodes();
    const total = (name: string) => String(nodes.reduce((sum, node) => sum + (node[name] ?? 0), 0));
    const isOpen = await client.isOpen();
    const found = `${address.origin}: Ray ${ray_version}, ${String(nodes.length)} ${nodes.length === 1 ? 'node' : 'nodes'}, ${total('CPU')} CPUs, ${total('GPU')} GPUs`;
    return isOpen && !address.isLoopback
      ? `${found}; open to whoever reaches it (RAY_AUTH_MODE=token closes it)`
      : found;
  });
}
