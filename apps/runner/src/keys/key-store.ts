import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { keyPairFrom, signBytes } from '@ratebook/core/submission/sign';
import { keyIdOf } from '@ratebook/core/submission';
import { z } from 'zod';
import { CommandFailure } from '../failure.js';
import { readPrivateFile, writePrivateFile } from '../files/private-file.js';

const KeyFileSchema = z.strictObject({ version: z.literal(1), publicKey: z.string(), secretKey: z.string() });

/** The runner's signing key. The secret stays in here. */
export interface Keypair {
  readonly publicKey: string;
  readonly keyId: string;
  readonly sign: (input: Uint8Array) => string;
}

const SECRET_BYTES = 32;
const keyPath = (home: string) => join(home, 'keys', 'runner.json');

function toKeypair({ publicKey, secretKey }: { readonly publicKey: string; readonly secretKey: string }): Keypair {
  const keyId = keyIdOf(publicKey);
  if (keyId === null) throw new CommandFailure('The key file does not hold a key of this runner.');
  return { publicKey, keyId, sign: (input) => signBytes(input, secretKey) };
}

/** The key of this home, or null where none was made yet. */
export async function findKeypair(home: string): Promise<Keypair | null> {
  const path = keyPath(home);
  const text = await readPrivateFile(path);
  if (text === null) return null;
  const parsed = KeyFileSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new CommandFailure(`${path} is not a key file of this runner.`);
  return toKeypair(parsed.data);
}

/** The key of this home, made on first use: Ed25519, in a file of mode 600. */
export async function getKeypair(home: string): Promise<Keypair> {
  const held = await findKeypair(home);
  if (held !== null) return held;
  const pair = keyPairFrom(randomBytes(SECRET_BYTES));
  await writePrivateFile(keyPath(home), `${JSON.stringify({ version: 1, ...pair })}\n`);
  return toKeypair(pair);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
