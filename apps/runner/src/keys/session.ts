import { join } from 'node:path';
import { loginSigningInput } from '@ratebook/core/submission';
import { z } from 'zod';
import { now } from '../clock.js';
import { CommandFailure } from '../failure.js';
import { readPrivateFile, writePrivateFile } from '../files/private-file.js';
import type { Registry } from '../registry/registry.js';
import { getKeypair, type Keypair } from './key-store.js';

const SessionSchema = z.strictObject({
  apiUrl: z.string(),
  handle: z.string(),
  token: z.string(),
  expiresAt: z.string(),
});
export type Session = z.infer<typeof SessionSchema>;

const sessionPath = (home: string) => join(home, 'session.json');
// A token that ends within a minute would end inside the next command.
const MARGIN_MS = 60_000;

async function findSession(home: string): Promise<Session | null> {
  const text = await readPrivateFile(sessionPath(home));
  if (text === null) return null;
  const parsed = SessionSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
}

/** Proves possession of the key to the registry and keeps the token it gives. Registers the handle on first use. */
export async function signIn(home: string, registry: Registry, handle: string, key: Keypair): Promise<Session> {
  const challenge = await registry.requestChallenge(handle, key.publicKey);
  const origin = new URL(registry.apiUrl).origin;
  if (challenge.origin !== origin) {
    throw new CommandFailure(
      `The registry calls itself ${challenge.origin}, but was asked at ${origin}. Nothing was signed: a signature for one registry must not serve another.`,
    );
  }
  const signature = key.sign(loginSigningInput(origin, challenge.nonce));
  const { token, expiresAt } = await registry.signIn(challenge.nonce, signature);
  const session = { apiUrl: registry.apiUrl, handle, token, expiresAt };
  await writePrivateFile(sessionPath(home), `${JSON.stringify(session)}\n`);
  return session;
}

/** The session of this home with this registry, renewed with the key where it has ended; null before the first login. */
export async function currentSession(home: string, registry: Registry): Promise<Session | null> {
  const held = await findSession(home);
  if (held?.apiUrl !== registry.apiUrl) return null;
  if (Date.parse(held.expiresAt) - now() > MARGIN_MS) return held;
  return signIn(home, registry, held.handle, await getKeypair(home));
}

export async function requireSession(home: string, registry: Registry): Promise<Session> {
  const session = await currentSession(home, registry);
  if (session === null)
    throw new CommandFailure('You are not signed in with this registry. Sign in first: ratebook login HANDLE');
  return session;
}
