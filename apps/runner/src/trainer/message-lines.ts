import type { Readable } from 'node:stream';
import { findJson } from '../files/folder.js';
import { type TrainerMessage, TrainerMessageSchema } from './protocol.js';
import { TrainerError } from './trainer.js';

const SHOWN = 200;
/** No message is longer: what goes on without a line's end is none. */
const LONGEST_LINE = 1_000_000;

/** Who sends the lines, for the person who reads that one of them is none. */
export interface Speaker {
  readonly name: string;
  /** What may be done about it. */
  readonly hint: string;
}

/** Reads a trainer's messages, a JSON line each. `onFault` is told once of a line that is none; nothing is read after it. */
export function readMessages(
  stream: Readable,
  speaker: Speaker,
  onMessage: (message: TrainerMessage) => void,
  onFault: (fault: TrainerError) => void,
): void {
  let rest = '';
  stream.setEncoding('utf8');
  const read = (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    const tooLong = rest.length > LONGEST_LINE ? [rest] : [];
    for (const line of [...lines, ...tooLong]) {
      const parsed = TrainerMessageSchema.safeParse(findJson(line));
      if (parsed.success) onMessage(parsed.data);
      else {
        stream.off('data', read).resume();
        onFault(notAMessage(speaker, line, parsed.error.issues[0]?.path.join('.') ?? ''));
        return;
      }
    }
  };
  stream.on('data', read);
}

function notAMessage({ name, hint }: Speaker, line: string, path: string): TrainerError {
  const where = path === '' ? '' : ` (at ${path})`;
  const shown = line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
  return new TrainerError(
    'internal',
    `The ${name} sent what is no message of trainer protocol 1${where}: ${shown}`,
    hint,
  );
}
