import { canonicalJson } from '@ratebook/core/canonical';
import { accepted, type Parsed, type Refusal, refused, shown } from '@ratebook/core/refusal';
import {
  artefactsOf,
  isSignatureOf,
  parseSubmission,
  type Submission,
  SUBMISSION_LIMIT_BYTES,
  submissionId,
  submissionSigningInput,
} from '@ratebook/core/submission';
import type { ArtefactStore } from '../artefact/artefact.store.js';
import type { Clock } from '../clock.js';
import type { Sql } from '../database/client.js';
import type { Events } from '../events.js';
import type { Queue } from '../jobs/queue.js';
import { type RunnerKeyRecord, RunnerKeyStore } from '../runner-key/runner-key.store.js';
import { type TaskRecord, TaskStore } from '../task/task.store.js';
import {
  closedTask,
  expiredTicket,
  notYours,
  unknownTask,
  unknownTicket,
  usedTicket,
} from '../ticket/ticket.service.js';
import { type TicketRecord, TicketStore } from '../ticket/ticket.store.js';
import { type SubmissionRecord, SubmissionStore } from './submission.store.js';

/** Greatest count of updates that the tables hold. */
const UPDATE_LIMIT = 2 ** 31 - 1;

export interface ReceivedSubmission {
  /** The exact text that was signed. */
  readonly text: string;
  readonly keyId: string;
  readonly signature: string;
}

/**
 * Takes submissions. The signature is checked over the text as it came, then the text is read, then re-encoded and
 * compared; what is stored is what was received. Whether the runs hold is found afterwards, by verification.
 */
export class SubmissionService {
  readonly #sql: Sql;
  readonly #clock: Clock;
  readonly #events: Events;
  readonly #queue: Queue;
  readonly #artefacts: ArtefactStore;

  constructor(parts: { sql: Sql; clock: Clock; events: Events; queue: Queue; artefacts: ArtefactStore }) {
    this.#sql = parts.sql;
    this.#clock = parts.clock;
    this.#events = parts.events;
    this.#queue = parts.queue;
    this.#artefacts = parts.artefacts;
  }

  async receive(
    received: ReceivedSubmission,
  ): Promise<Parsed<{ readonly submission: SubmissionRecord; readonly isDuplicate: boolean }>> {
    const outcome = await this.#receive(received);
    if (outcome.ok)
      this.#events.submissionReceived(
        outcome.value.submission.id,
        outcome.value.isDuplicate ? 'duplicate' : 'accepted',
      );
    else this.#events.submissionRefused(outcome.refusals.map(({ code }) => code));
    return outcome;
  }

  async #receive({ text, keyId, signature }: ReceivedSubmission) {
    const size = Buffer.byteLength(text);
    if (size > SUBMISSION_LIMIT_BYTES) return refused(tooLarge(size));
    const key = await new RunnerKeyStore(this.#sql).find(keyId);
    const denied = keyRefusal(key, keyId, signature, text);
    if (key === null || denied !== null) return refused(...(denied === null ? [] : [denied]));
    const store = new SubmissionStore(this.#sql);
    const id = submissionId(text);
    const first = await store.find(id);
    if (first) return accepted({ submission: first, isDuplicate: true });
    const parsed = parseSubmission(text);
    if (!parsed.ok) return parsed;
    const promised = await this.#checkAgainstRegistry(parsed.value, text, key);
    if (!promised.ok) {
      // The same text sent twice at once: the other may have been stored, and have used the ticket, since we looked.
      const meanwhile = await store.find(id);
      return meanwhile ? accepted({ submission: meanwhile, isDuplicate: true }) : promised;
    }
    const { task, ticket } = promised.value;
    const isNew = await this.#store({ text, signature, id, key, task, ticket, submission: parsed.value });
    if (!isNew.ok) return isNew;
    const submission = await store.find(id);
    if (!submission) throw new Error(`The submission ${id} was stored and is not found.`);
    return accepted({ submission, isDuplicate: !isNew.value });
  }

  async #checkAgainstRegistry(
    submission: Submission,
    text: string,
    key: RunnerKeyRecord,
  ): Promise<Parsed<{ readonly task: TaskRecord; readonly ticket: TicketRecord | null }>> {
    const [task, ticket, missing] = await Promise.all([
      new TaskStore(this.#sql).find(submission.arms[0]?.task ?? ''),
      submission.ticket === null ? null : new TicketStore(this.#sql).find(submission.ticket.id),
      this.#artefacts.findMissing(artefactsOf(submission)),
    ]);
    const refusals = [
      ...(isCanonical(submission, text) ? [] : [notCanonical()]),
      ...storageRefusals(submission, text),
      ...taskRefusals(submission, task),
      ...(submission.ticket === null
        ? []
        : ticketRefusals(submission.ticket, { ticket, task, accountId: key.accountId, now: this.#clock() })),
      ...missing.map(missingArtefact),
    ];
    if (task === null || refusals.length > 0) return refused(...refusals);
    return accepted({ task, ticket });
  }

  /** Everything that was promised, in one transaction: the text, the ticket's use, the work that follows. */
  #store(whole: {
    text: string;
    signature: string;
    id: string;
    key: RunnerKeyRecord;
    task: TaskRecord;
    ticket: TicketRecord | null;
    submission: Submission;
  }): Promise<Parsed<boolean>> {
    const { ticket, id } = whole;
    const now = this.#clock();
    return this.#sql.begin(async (transaction): Promise<Parsed<boolean>> => {
      if (ticket !== null && !(await new TicketStore(transaction).use(ticket.rowId, now))) {
        // The same text sent twice at once: the second finds the ticket used by the first.
        const first = await new SubmissionStore(transaction).find(id);
        return first ? accepted(false) : refused(usedTicket(ticket.id, 'ticket.id'));
      }
      const isNew = await new SubmissionStore(transaction).insert({
        id,
        text: whole.text,
        signature: whole.signature,
        runnerKeyId: whole.key.rowId,
        accountId: whole.key.accountId,
        taskId: whole.task.id,
        ticketId: ticket?.rowId ?? null,
        kind: whole.submission.kind,
        receivedAt: now,
      });
      if (isNew) await this.#queue.ask('verify-submission', id, transaction);
      return accepted(isNew);
    });
  }
}

/** Half of a surrogate pair in a string has no canonical JSON at all. */
function isCanonical(submission: Submission, text: string): boolean {
  try {
    return canonicalJson(submission) === text;
  } catch {
    return false;
  }
}

/** What no table takes. Found after the receipt it would be a job that fails for ever. */
function storageRefusals({ arms, runs, rangeTest }: Submission, text: string): readonly Refusal[] {
  const counts: readonly (readonly [string, number])[] = [
    ...arms.map(({ budget }, index) => [`arms[${String(index)}].budget.updates`, budget.updates] as const),
    ...runs.flatMap(({ cost, evaluations }, index) => [
      [`runs[${String(index)}].cost.updates`, cost.updates] as const,
      ...evaluations.map(({ t }, at) => [`runs[${String(index)}].evaluations[${String(at)}].t`, t] as const),
    ]),
    ...(rangeTest === null ? [] : [['rangeTest.prefixUpdates', rangeTest.prefixUpdates] as const]),
  ];
  const tooMany = counts.filter(([, count]) => count > UPDATE_LIMIT);
  return [...tooMany.map(([path, count]) => tooManyUpdates(path, count)), ...(hasNul(text) ? [nulCharacter()] : [])];
}

/** Whether a JSON text writes the character U+0000: an odd number of backslashes before its escape. */
const hasNul = (text: string) => /(?<!\\)(?:\\\\)*\\u0000/.test(text);

function keyRefusal(key: RunnerKeyRecord | null, keyId: string, signature: string, text: string): Refusal | null {
  if (key === null) {
    return {
      code: 'key.unknown',
      path: 'keyId',
      expected: 'the id of an enrolled key: SHA-256 of its raw public bytes',
      got: shown(keyId),
      message: 'No such key is enrolled here. `ratebook login` enrols yours.',
    };
  }
  if (key.revokedAt !== null) {
    const at = key.revokedAt.toISOString();
    return {
      code: 'key.revoked',
      path: 'keyId',
      expected: 'a key that was not revoked',
      got: `revoked at ${at}`,
      message: `The key was revoked at ${at}; what it signs is no longer taken.`,
    };
  }
  if (isSignatureOf(submissionSigningInput(text), signature, key.publicKey)) return null;
  return {
    code: 'signature.invalid',
    path: 'signature',
    expected: 'an Ed25519 signature over "ratebook-submission/1", a line feed and the exact text, base64url',
    got: shown(signature),
    message: 'The signature is not this key’s over this text. The text must arrive byte for byte as it was signed.',
  };
}

function taskRefusals(submission: Submission, task: TaskRecord | null): readonly Refusal[] {
  const name = submission.arms[0]?.task ?? '';
  if (task?.name !== name) return [unknownTask(name, 'arms[0].task')];
  const others = submission.arms.flatMap((arm, index) => (arm.task === name ? [] : [{ arm, index }]));
  return [
    ...(task.state === 'open' ? [] : [closedTask(task, 'arms[0].task')]),
    ...others.map(({ arm, index }): Refusal => ({
      code: 'document.schema',
      path: `arms[${String(index)}].task`,
      expected: `${name}, as arms[0] says`,
      got: shown(arm.task),
      message: `arms[${String(index)}].task is ${shown(arm.task)}: a submission is of one task, ${name}.`,
    })),
  ];
}

function ticketRefusals(
  named: { readonly id: string; readonly nonce: string },
  held: { ticket: TicketRecord | null; task: TaskRecord | null; accountId: number; now: Date },
): readonly Refusal[] {
  const { ticket, task, accountId, now } = held;
  if (ticket === null) return [unknownTicket(named.id, 'ticket.id')];
  if (ticket.accountId !== accountId) return [notYours('ticket.id')];
  if (ticket.usedAt !== null) return [usedTicket(named.id, 'ticket.id')];
  if (ticket.expiresAt <= now) return [expiredTicket(ticket, 'ticket.id')];
  const mismatch = (path: string, expected: string, got: string): Refusal => ({
    code: 'ticket.mismatch',
    path,
    expected,
    got,
    message: `${path} is ${got}; the ticket ${ticket.id} says ${expected}.`,
  });
  return [
    ...(ticket.nonce === named.nonce ? [] : [mismatch('ticket.nonce', 'another nonce', shown(named.nonce))]),
    ...(task === null || ticket.taskId === task.id ? [] : [mismatch('arms[0].task', 'another task', task.name)]),
  ];
}

const tooLarge = (bytes: number): Refusal => ({
  code: 'document.too-large',
  path: '',
  expected: `at most ${String(SUBMISSION_LIMIT_BYTES)} bytes`,
  got: `${String(bytes)} bytes`,
  message: `The submission has ${String(bytes)} bytes; at most ${String(SUBMISSION_LIMIT_BYTES)} are read. Traces go as artefacts.`,
});

const notCanonical = (): Refusal => ({
  code: 'document.not-canonical',
  path: '',
  expected: 'canonical JSON (RFC 8785)',
  got: 'JSON whose re-encoding gives other bytes',
  message: 'The submission is not in canonical JSON: re-encoding it gives other bytes.',
});

const tooManyUpdates = (path: string, count: number): Refusal => ({
  code: 'document.schema',
  path,
  expected: `at most ${String(UPDATE_LIMIT)} updates`,
  got: String(count),
  message: `${path} is ${String(count)}; at most ${String(UPDATE_LIMIT)} updates are taken.`,
});

const nulCharacter = (): Refusal => ({
  code: 'document.schema',
  path: '',
  expected: 'text without the character U+0000',
  got: 'a string with U+0000 in it',
  message: 'The submission holds the character U+0000, which no text here may hold.',
});

const missingArtefact = (hash: string): Refusal => ({
  code: 'artefact.missing',
  path: '',
  expected: `PUT /artefacts/${hash} before the submission`,
  got: 'nothing under that digest',
  message: `The artefact ${hash} was not uploaded.`,
});
