import { UsageError } from '../failure.js';

/** Where a cluster's Jobs API answers. */
export interface RayAddress {
  /** Without a path: `http://127.0.0.1:8265`. */
  readonly origin: string;
  /** Whether it is this machine, by an address that never leaves it. */
  readonly isLoopback: boolean;
}

export const DEFAULT_RAY_ADDRESS = 'http://127.0.0.1:8265';

/**
 * Reads the address of a cluster; `from` is where it was said. Plain http to another machine is refused unless
 * `isInsecure`: a token, and all code that is sent, would be open to whoever sits between.
 */
export function parseRayAddress(text: string, isInsecure: boolean, from = '--ray-address'): RayAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageError(
      `${from} is "${shown(text)}"; expected the full address of the cluster's dashboard, as ${DEFAULT_RAY_ADDRESS}.`,
    );
  if (url.username !== '' || url.password !== '')
    throw new UsageError(`${from} holds a password; expected none: a token belongs in RAY_AUTH_TOKEN_PATH.`);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw new UsageError(
      `${from} names more than ${url.origin}; expected nothing behind the port, as ${DEFAULT_RAY_ADDRESS}.`,
    );
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'http:' && !isLoopback && !isInsecure)
    throw new UsageError(
      `${from} ${url.origin} is plain http to another machine: whoever sits between reads the token and can run code on the cluster. Use https or a tunnel (ssh -L 8265:127.0.0.1:8265 HOST); --ray-insecure takes it as it is.`,
    );
  return { origin: url.origin, isLoopback };
}

/** What was said, without what may be a secret: the words before an @ and those of a query. */
const shown = (text: string) => text.replace(/^.*@/s, '…@').replace(/[?#].*$/s, '…');
