import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TrainerError } from '../trainer.js';

/** A place where a script of this machine and this user, and nobody else, can reach the runner. */
export interface ListeningSocket {
  readonly path: string;
  /** Resolves with the first that connects; any other is turned away. */
  readonly connected: Promise<Socket>;
  /** Ends it and removes the folder. Safe to call again. */
  close(): Promise<void>;
}

/** Listens on a Unix socket in a new folder that only its owner may enter. */
export async function listen(): Promise<ListeningSocket> {
  if (process.platform === 'win32')
    throw new TrainerError(
      'unsupported',
      'ratebook run needs Unix sockets, which Python does not have on Windows.',
      'Run it under WSL.',
    );
  const folder = await mkdtemp(join(tmpdir(), 'ratebook-'));
  // A runner that is ended at once leaves nothing behind.
  const removeAtExit = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeAtExit);
  const path = join(folder, 's');
  const server = createServer();
  const connected = new Promise<Socket>((resolve) => {
    server.once('connection', (first) => {
      server.on('connection', (other) => other.destroy());
      resolve(first);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return {
    path,
    connected,
    close: async () => {
      await stopListening(server);
      await rm(folder, { recursive: true, force: true });
      process.off('exit', removeAtExit);
    },
  };
}

function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
