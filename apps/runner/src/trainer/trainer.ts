import { CommandFailure } from '../failure.js';
import type {
  ErrorMessage,
  ReadyMessage,
  RunnerMessage,
  StartMessage,
  TrainerErrorCode,
  TrainerEvent,
} from './protocol.js';

/** A program that trains one run at a time under somebody else's learning rates: it computes none itself. */
export interface Trainer {
  readonly name: string;
  /** What `device` of a start message is where this trainer is to train: `cpu`, `auto`, `cuda:1` … */
  readonly device: string;
  /** Begins a training. Resolves once the trainer is ready; rejects with a `TrainerError` where it cannot be begun. */
  start(message: StartMessage): Promise<Training>;
}

/** A training under way. */
export interface Training {
  readonly ready: ReadyMessage;
  /** Hands over learning rates, or asks for the end. Messages after the end are ignored. */
  send(message: RunnerMessage): void;
  /**
   * What happens, in order. The last event is `finished` or `error`; then the iteration ends. Can be iterated once. A
   * consumer that leaves early ends the training as `close` does.
   */
  readonly events: AsyncIterable<TrainerEvent>;
  /** Ends the training wherever it is and frees what it holds. Safe to call again, and after the end. */
  close(): Promise<void>;
}

/** A training that cannot begin or go on, for a reason that the person can be told. */
export class TrainerError extends Error {
  override readonly name = 'TrainerError';
  readonly code: TrainerErrorCode;
  /** What the person can do about it. */
  readonly hint: string;

  constructor(code: TrainerErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}

/** The message of an error, whatever was thrown; what is not a `TrainerError` is `internal`. */
export function toErrorMessage(error: unknown): ErrorMessage {
  if (error instanceof TrainerError) {
    return { type: 'error', code: error.code, message: error.message, hint: error.hint };
  }
  // A full disk and its like: the message already says what can be done.
  if (error instanceof CommandFailure) return { type: 'error', code: 'internal', message: error.message, hint: '' };
  const message = error instanceof Error ? error.message : String(error);
  const isMemory = error instanceof RangeError && /alloc|memory|array buffer/i.test(message);
  return isMemory
    ? { type: 'error', code: 'out-of-memory', message, hint: 'Close other programs, or take a smaller batch.' }
    : {
        type: 'error',
        code: 'internal',
        message: message || 'unknown',
        hint: 'This is a bug of the trainer: please report it.',
      };
}
