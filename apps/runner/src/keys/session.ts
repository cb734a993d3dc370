import { join } from 'node:path';
import { loginSigningInput } from '@ratebook/core/submission';
import { z } from 'zod';
import { now } from '../clock.js';
import { CommandFailure } from '../failure.js';
import { findJson } from '../files/folder.js';
import { readPrivateFile, writePrivateFile } from '../files/private-file.js';
import type { Registry } from '../registry/registry.js';
import { findKeypair, getKeypair, type Keypair } from './key-store.js';

const SessionSchema = z.strictObject({
  apiUrl: z.string(),
  handle: z.string(),
  token: z.string(),
  expiresAt: z.string(),
});
export type Session = z.infer<typeof SessionSchema>;

/** What signing in needs of the registry. */
export type SignInDesk = Pick<Registry, 'apiUrl' | 'requestChallenge' | 'signIn'>;

const sessionPath = (home: string) => join(home, 'keys', 'session.json');
// A token that ends within a minute would end inside the next command.
const MARGIN_MS = 60_000;
const UNAUTHENTICATED = 'UNAUTHENTICATED';

/** A session file that cannot be understood is none: signing in writes it anew. */
async function findSession(home: string, apiUrl: string): Promise<Session | null> {
  const text = await readPrivateFile(sessionPath(home));
  const parsed = text === null ? null : SessionSchema.safeParse(findJson(text));
  return parsed?.success === true && parsed.data.apiUrl === apiUrl ? parsed.data : null;
}

/** Proves possession of the key to the registry and keeps the token it gives. Registers the handle on first use. */
export async function signIn(home: string, registry: SignInDesk, handle: string, key: Keypair): Promise<Session> {
  const challenge = await registry.requestChallenge(handle, key.publicKey);
  const origin = new URL(registry.apiUrl).origin;
  if (challenge.origin !== origin) {
    throw new CommandFailure(
      `The registry calls itself ${challenge.origin}, but was asked at ${origin}. Nothing was signed: a signature for one registry must not serve another. Set RATEBOOK_API_URL to the address it calls itself.`,
    );
  }
  const signature = key.sign(loginSigningInput(origin, challenge.nonce));
  const { token, expiresAt } = await registry.signIn(challenge.nonce, signature);
  const session = { apiUrl: registry.apiUrl, handle, token, expiresAt };
  await writePrivateFile(sessionPath(home), `${JSON.stringify(session)}\n`);
  return session;
}

/** The session of this home with this registry, renewed with the key where it has ended; null before the first login. */
export async function currentSession(home: string, registry: SignInDesk): Promise<Session | null> {
  const held = await findSession(home, registry.apiUrl);
  if (held === null || Date.parse(held.expiresAt) - now() > MARGIN_MS) return held;
  return signIn(home, registry, held.handle, await getKeypair(home));
}

/** Whose home this is at this registry, without asking the registry; null before the first login. */
export async function findHandle(home: string, apiUrl: string): Promise<string | null> {
  return (await findSession(home, apiUrl))?.handle ?? null;
}

export async function requireSession(home: string, registry: SignInDesk): Promise<Session> {
  const session = await currentSession(home, registry);
  if (session === null)
    throw new CommandFailure('You are not signed in with this registry. Sign in first: ratebook login HANDLE');
  return session;
}

/**
 * Asks something of the registry as the account of a session. Where the registry does not know the token any more (it
 * began anew, or the token was revoked) the key signs in once more.
 */
export async function withToken<T>(
  home: string,
  registry: SignInDesk,
  session: Session,
  ask: (token: string) => Promise<T>,
): Promise<T> {
  try {
    return await ask(session.token);
  } catch (error) {
    if (!(error instanceof CommandFailure) || !error.codes.includes(UNAUTHENTICATED)) throw error;
    const key = await findKeypair(home);
    if (key === null) throw error;
    return ask((await signIn(home, registry, session.handle, key)).token);
  }
}
