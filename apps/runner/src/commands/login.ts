import { getKeypair } from '../keys/key-store.js';
import { signIn } from '../keys/session.js';
import type { CommandContext } from './context.js';
import { LICENCE_LINE } from './submit-job.js';
import { utcTime } from '../report/utc-time.js';

/** `ratebook login HANDLE`: makes a key on first use and proves to the registry that it is yours. */
export async function loginCommand({ environment, output, registry }: CommandContext, handle: string): Promise<void> {
  const key = await getKeypair(environment.home);
  const session = await signIn(environment.home, registry, handle, key);
  output.paragraph(
    `Signed in at ${new URL(registry.apiUrl).origin} as ${handle}, with key ${key.keyId.slice(0, 12)}, until ${utcTime(session.expiresAt)}.`,
  );
  output.paragraph(`${LICENCE_LINE} Submitting one means that you agree.`);
  output.result({ handle, keyId: key.keyId, expiresAt: session.expiresAt });
}
