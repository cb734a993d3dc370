import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CommandFailure } from '../failure.js';
import { findText } from '../files/folder.js';

/** The secret that a cluster wants, and where it was found; only the place is ever shown. */
export interface RayToken {
  readonly value: string;
  readonly from: string;
}

/**
 * The cluster's token, by Ray's own precedence: RAY_AUTH_TOKEN, the file that RAY_AUTH_TOKEN_PATH names, `.ray/auth_token`
 * in the home. Null where there is none. A file that was named and cannot be read is no "none".
 */
export async function findRayToken(
  variables: Readonly<Record<string, string | undefined>>,
  home = homedir(),
): Promise<RayToken | null> {
  const direct = variables['RAY_AUTH_TOKEN']?.trim() ?? '';
  if (direct !== '') return tokenOf(direct, 'RAY_AUTH_TOKEN');
  const path = variables['RAY_AUTH_TOKEN_PATH'] ?? '';
  if (path !== '') {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw new CommandFailure(
        `RAY_AUTH_TOKEN_PATH names ${path}, which cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}); expected a file with the cluster's token.`,
        1,
        ['ray.token'],
        { cause: error },
      );
    });
    if (text.trim() === '')
      throw new CommandFailure(`RAY_AUTH_TOKEN_PATH names ${path}, which is empty; expected the cluster's token.`, 1, [
        'ray.token',
      ]);
    return tokenOf(text.trim(), 'RAY_AUTH_TOKEN_PATH');
  }
  const usual = join(home, '.ray', 'auth_token');
  const text = ((await findText(usual)) ?? '').trim();
  return text === '' ? null : tokenOf(text, usual);
}

/** What no header can carry is refused by its place: the token itself is never quoted. */
function tokenOf(value: string, from: string): RayToken {
  if (!/^[\x21-\x7e]+$/.test(value))
    throw new CommandFailure(`The Ray token in ${from} is not one word of plain characters.`, 1, ['ray.token']);
  return { value, from };
}
