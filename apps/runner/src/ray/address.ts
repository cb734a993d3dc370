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
 * Reads the address of a cluster. Plain http to another machine is refused unless `isInsecure`: a token, and all code that
 * is sent, would be open to whoever sits between.
 */
export function parseRayAddress(text: string, isInsecure: boolean): RayAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageError(
      `--ray-address is "${text}"; expected the full address of the cluster's dashboard, as ${DEFAULT_RAY_ADDRESS}.`,
    );
  if (url.username !== '' || url.password !== '')
    throw new UsageError('--ray-address holds a password; expected none: a token belongs in RAY_AUTH_TOKEN_PATH.');
  if (url.pathname !== '/' || url.search !== '')
    throw new UsageError(`--ray-address is "${text}"; expected no path behind the port, as ${DEFAULT_RAY_ADDRESS}.`);
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'http:' && !isLoopback && !isInsecure)
    throw new UsageError(
      `--ray-address ${url.origin} is plain http to another machine: whoever sits between reads the token and can run code on the cluster. Use https or a tunnel (ssh -L 8265:127.0.0.1:8265 HOST); --ray-insecure takes it as it is.`,
    );
  return { origin: url.origin, isLoopback };
}
