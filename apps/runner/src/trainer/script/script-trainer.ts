import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Interrupted } from '../../failure.js';
import { EventQueue } from '../embedded/event-queue.js';
import { readMessages, type Speaker } from '../message-lines.js';
import type { ReadyMessage, RunnerMessage, StartMessage, TrainerEvent, TrainerMessage } from '../protocol.js';
import { type Trainer, TrainerError, type Training } from '../trainer.js';
import { listen, type ListeningSocket } from './listening-socket.js';
import { endText, type ScriptCommand, type ScriptEnd, ScriptProcess } from './script-process.js';

export const SCRIPT_TRAINER = 'script';
/** In the run's folder: what the script wrote. */
export const SCRIPT_LOG = 'script.log';

/**
 * A trainer whose training is a process of the person's own, started anew for each run. It asks for learning rates
 * through `ratebook_callback`, over a Unix socket, and speaks the same protocol as any trainer. It has no checkpoints of
 * ours: a run that was interrupted begins anew.
 */
export function createScriptTrainer(script: ScriptCommand): Trainer {
  return {
    name: SCRIPT_TRAINER,
    // Where it really trains is the script's to decide, and to say.
    device: 'auto',
    start: async (start) => {
      const listening = await listen();
      try {
        const child = await ScriptProcess.start(script, listening.path, join(start.directory, SCRIPT_LOG));
        return await new ScriptTraining(start, child, listening, script).whenReady();
      } catch (error) {
        await listening.close();
        throw error;
      }
    },
  };
}

const SCRIPT: Speaker = { name: 'script', hint: 'Speak to the runner through ratebook_callback alone.' };
const TEN_LINES =
  'Its training has to ask the runner: from ratebook_callback import Ratebook, and the ten lines of docs/runner.md.';
/** A connection that was made just before the script ended may still have to be told. */
const CONNECTING_MS = 100;
/** A script that failed is given this long to write down why. */
const LAST_WORDS_MS = 2000;

/** A script that goes on after its run is waited for without a word for this long. */
const PATIENCE_MS = 10_000;

class ScriptTraining {
  private readonly start: StartMessage;
  private readonly child: ScriptProcess;
  private readonly listening: ListeningSocket;
  private readonly script: ScriptCommand;
  private readonly events = new EventQueue<TrainerEvent>(() => void this.close());
  private socket: Socket | null = null;
  private updates = 0;
  private state: 'training' | 'finished' | 'failed' | 'closed' = 'training';
  private resolveReady: (ready: ReadyMessage) => void = () => undefined;
  private rejectReady: (error: Error) => void = () => undefined;

  constructor(start: StartMessage, child: ScriptProcess, listening: ListeningSocket, script: ScriptCommand) {
    this.start = start;
    this.child = child;
    this.listening = listening;
    this.script = script;
  }

  /** The training, once the script has attached its optimiser. */
  async whenReady(): Promise<Training> {
    const said = new Promise<ReadyMessage>((resolve, reject) => {
      this.resolveReady = resolve;
      this.rejectReady = reject;
    });
    const heard = this.listening.connected.then((socket) => this.converse(socket));
    void this.child.ended.then(async (end) => {
      // What it said last may still be on its way.
      await (this.socket === null ? Promise.race([heard, setTimeout(CONNECTING_MS)]) : heard);
      this.fail(this.earlyEnd(end));
    });
    const stop = () => void this.close();
    this.script.signal.addEventListener('abort', stop, { once: true });
    void this.child.ended.then(() => this.script.signal.removeEventListener('abort', stop));
    try {
      const ready = await said;
      return {
        ready,
        events: this.events,
        send: (message) => {
          if (this.state === 'training' && this.socket !== null) write(this.socket, message);
        },
        close: () => this.close(),
      };
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Resolves when the script has nothing more to say. */
  private converse(socket: Socket): Promise<void> {
    this.socket = socket;
    // A broken line is told by the end of the process.
    socket.on('error', () => undefined);
    readMessages(
      socket,
      SCRIPT,
      (message) => this.receive(message),
      (error) => this.fail(error),
    );
    write(socket, this.start);
    return new Promise((resolve) => socket.once('close', () => resolve()));
  }

  private receive(message: TrainerMessage): void {
    if (this.state !== 'training') return;
    if (message.type === 'ready') {
      this.resolveReady(message);
      return;
    }
    if (message.type === 'error') {
      this.fail(new TrainerError(message.code, message.message, message.hint));
      return;
    }
    const problem = this.countProblem(message);
    if (problem !== null) {
      this.fail(new TrainerError('internal', problem, SCRIPT.hint));
      return;
    }
    if (message.type === 'update') this.updates += 1;
    this.events.push(message);
    if (message.type !== 'finished') return;
    this.state = 'finished';
    this.events.end();
  }

  /** What is wrong with an event's count of updates, or null: what is recorded has every update, once. */
  private countProblem(event: Exclude<TrainerEvent, { type: 'error' }>): string | null {
    if (event.t !== this.updates)
      return `The script reported ${event.type} ${String(event.t)} where ${String(this.updates)} updates were made.`;
    const isShort = event.type === 'finished' && event.status === 'completed' && event.t !== this.lastUpdate;
    return isShort ? `The script says that it is done after ${this.progress}.` : null;
  }

  private get lastUpdate(): number {
    return this.start.evaluateAt.at(-1) ?? 0;
  }

  private get progress(): string {
    return `${String(this.updates)} of ${String(this.lastUpdate)} updates`;
  }

  private earlyEnd(end: ScriptEnd): TrainerError {
    const isHeard = this.socket !== null;
    const when = isHeard ? `after ${this.progress}` : 'without asking for a learning rate';
    const advice = !isHeard && end.code === 0 ? TEN_LINES : this.child.lastLines;
    return new TrainerError('internal', `The script ended (${endText(end)}) ${when}.`, advice);
  }

  /** Of no effect once the last event was said. */
  private fail(error: TrainerError): void {
    if (this.state !== 'training') return;
    this.state = 'failed';
    this.events.push({ type: 'error', code: error.code, message: error.message, hint: error.hint });
    this.events.end();
    // Where the training has begun, the event tells.
    this.rejectReady(error);
  }

  /** Waits for a script's own end, and says so where that takes long. */
  private async lastOf(child: ScriptProcess): Promise<ScriptEnd> {
    const patience = new AbortController();
    setTimeout(PATIENCE_MS, null, { signal: patience.signal }).then(
      () => this.script.onOutput('The run is recorded; its script goes on, and is waited for. Ctrl-C stops it.\n'),
      () => undefined,
    );
    const end = await child.ended;
    patience.abort();
    return end;
  }

  /** A script whose run is recorded may go on to its own end (it may save its model); any other is stopped. */
  private async close(): Promise<void> {
    const { state } = this;
    if (state === 'training') this.state = 'closed';
    this.events.end();
    const { signal, onOutput } = this.script;
    // Only here where the person stopped it before it had begun.
    this.rejectReady(new Interrupted());
    if (state === 'failed') await this.child.stop(LAST_WORDS_MS);
    else if (state !== 'finished' || signal.aborted) await this.child.stop();
    const end = await this.lastOf(this.child);
    this.socket?.destroy();
    await this.listening.close();
    if (state === 'finished' && end.code !== 0 && !signal.aborted)
      onOutput(`The script went on after its run was recorded, and ended: ${endText(end)}.\n`);
  }
}

function write(socket: Socket, message: StartMessage | RunnerMessage): void {
  socket.write(`${JSON.stringify(message)}\n`);
}
