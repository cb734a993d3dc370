import { getKeypair } from '../keys/key-store.js';
import { signIn } from '../keys/session.js';
import type { CommandContext } from './context.js';
import { LICENCE_LINE } from './job.js';

/** `ratebook login HANDLE`: makes a key on first use and proves to the registry that it is yours. */
export async function loginCommand({ environment, output, registry }: CommandContext, handle: string): Promise<void> {
  const key = await getKeypair(environment.home);
  const session = await signIn(environment.home, registry, handle, key);
  output.line(
    `Signed in at ${new URL(registry.apiUrl).origin} as ${handle}, with key ${key.keyId.slice(0, 12)}, until ${session.expiresAt}.`,
  );
  output.line(`${LICENCE_LINE} Submitting one means that you agree.`);
  output.result({ handle, keyId: key.keyId, expiresAt: session.expiresAt });
}
