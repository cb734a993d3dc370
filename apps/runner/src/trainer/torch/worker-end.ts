import type { ErrorMessage } from '../protocol.js';
import type { WorkerEnd } from './worker-process.js';

const QUOTED_LINES = 8;
const SMALLER =
  'Close other programs, or take a smaller --micro-batch. The same command goes on from the last checkpoint.';
/** How a shell, and Python's multiprocessing, say that a process was killed: 128 + 9. */
const KILLED = 137;
/** Python's and the C++ library's last words where there is no memory even to say so in a message. */
const OUT_OF_MEMORY = /^MemoryError|std::bad_alloc|out of memory/i;

/** What a worker that ended before its training did has to say; `lastLines` of its standard error are kept in `logPath`. */
export function errorOfEnd(
  { code, signal, failure }: WorkerEnd,
  lastLines: readonly string[],
  logPath: string,
): ErrorMessage {
  if (failure !== null)
    return {
      type: 'error',
      code: 'unsupported',
      message: `Python could not be started: ${failure.message}.`,
      hint: 'ratebook doctor says which one was tried; ratebook setup makes an environment.',
    };
  if (signal === 'SIGKILL' || code === KILLED)
    return {
      type: 'error',
      code: 'out-of-memory',
      message: 'The worker was killed (SIGKILL): the system does that where memory runs out.',
      hint: SMALLER,
    };
  const quoted = lastLines.filter((line) => line.trim() !== '').slice(-QUOTED_LINES);
  if (OUT_OF_MEMORY.test(quoted.at(-1) ?? ''))
    return {
      type: 'error',
      code: 'out-of-memory',
      message: `The worker ended for want of memory: ${quoted.at(-1) ?? ''}.`,
      hint: SMALLER,
    };
  const how = signal === null ? `with exit code ${String(code)}` : `by ${signal}`;
  return {
    type: 'error',
    code: 'internal',
    message: [`The worker ended ${how} before the training did.`, ...quoted].join('\n'),
    hint: `All that it wrote is in ${logPath}. The same command goes on from the last checkpoint.`,
  };
}
