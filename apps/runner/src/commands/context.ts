import type { Environment } from '../environment.js';
import type { Output } from '../output.js';
import type { Registry } from '../registry/registry.js';

/** What every command is given. */
export interface CommandContext {
  readonly environment: Environment;
  readonly output: Output;
  readonly registry: Registry;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
}
