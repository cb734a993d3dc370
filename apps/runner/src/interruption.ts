import { EXIT } from './failure.js';

/**
 * Aborted by the first Ctrl-C (or a request to end): work stops where it can go on later. The second ends the process at
 * once. `announce` is called at the first.
 */
export function interruptionSignal(announce: () => void): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    announce();
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}
