import type { Socket } from 'node:net';
import { findJson } from '../../files/folder.js';
import { type RunnerMessage, type StartMessage, type TrainerMessage, TrainerMessageSchema } from '../protocol.js';
import { TrainerError } from '../trainer.js';

const SHOWN = 200;
/** No message is longer: who sends more without a line's end does not speak the protocol. */
const LONGEST_LINE = 1_000_000;

/** Reads the messages of a script, a JSON line each. `onError` is told once of what is none, and nothing after it. */
export function readMessages(
  socket: Socket,
  onMessage: (message: TrainerMessage) => void,
  onError: (error: TrainerError) => void,
): void {
  let rest = '';
  socket.setEncoding('utf8');
  const read = (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    const tooLong = rest.length > LONGEST_LINE ? [rest] : [];
    for (const line of [...lines, ...tooLong]) {
      const parsed = TrainerMessageSchema.safeParse(findJson(line));
      if (!parsed.success) {
        socket.off('data', read);
        onError(notAMessage(line, parsed.error.issues[0]?.path.join('.') ?? ''));
        return;
      }
      onMessage(parsed.data);
    }
  };
  socket.on('data', read);
}

export function writeMessage(socket: Socket, message: StartMessage | RunnerMessage): void {
  socket.write(`${JSON.stringify(message)}\n`);
}

function notAMessage(line: string, path: string): TrainerError {
  const where = path === '' ? '' : ` (at ${path})`;
  return new TrainerError(
    'internal',
    `The script sent what is no message of the trainer protocol${where}: ${line.slice(0, SHOWN)}`,
    'Speak to the runner through ratebook_callback alone.',
  );
}
