import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { keyPairFrom, signBytes } from '@ratebook/core/submission/sign';
import { keyIdOf } from '@ratebook/core/submission';
import { z } from 'zod';
import { CommandFailure } from '../failure.js';
import { findJson } from '../files/folder.js';
import { createPrivateFile, readPrivateFile } from '../files/private-file.js';

const KeyFileSchema = z.strictObject({ version: z.literal(1), publicKey: z.string(), secretKey: z.string() });

/** The runner's signing key. The secret stays in here. */
export interface Keypair {
  readonly publicKey: string;
  readonly keyId: string;
  readonly sign: (input: Uint8Array) => string;
}

const SECRET_BYTES = 32;
const keyPath = (home: string) => join(home, 'keys', 'runner.json');

function toKeypair(path: string, { publicKey, secretKey }: z.infer<typeof KeyFileSchema>): Keypair {
  const keyId = keyIdOf(publicKey);
  if (keyId === null) throw notAKey(path);
  return { publicKey, keyId, sign: (input) => signBytes(input, secretKey) };
}

const notAKey = (path: string) =>
  new CommandFailure(
    `${path} is not a key file of this runner. Put your own back, or move it away: ratebook login makes a new one.`,
  );

/** The key of this home, or null where none was made yet. */
export async function findKeypair(home: string): Promise<Keypair | null> {
  const path = keyPath(home);
  const text = await readPrivateFile(path);
  if (text === null) return null;
  const parsed = KeyFileSchema.safeParse(findJson(text));
  if (!parsed.success) throw notAKey(path);
  return toKeypair(path, parsed.data);
}

/** The key of this home, made on first use: Ed25519, in a file of mode 600. Two first uses at once get the same key. */
export async function getKeypair(home: string): Promise<Keypair> {
  const held = await findKeypair(home);
  if (held !== null) return held;
  const pair = keyPairFrom(randomBytes(SECRET_BYTES));
  await createPrivateFile(keyPath(home), `${JSON.stringify({ version: 1, ...pair })}\n`);
  const made = await findKeypair(home);
  if (made === null) throw new CommandFailure(`${keyPath(home)} was removed while it was made.`);
  return made;
}
