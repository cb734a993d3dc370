import { digestText } from '@ratebook/core/canonical';
import { parseWithSchema, RefusedError, valueOrThrow } from '@ratebook/core/refusal';
import { artefactsOf, keyIdOf, parseSubmission, submissionId } from '@ratebook/core/submission';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { z } from 'zod';
import { AccountStore } from '../account/account.store.js';
import { UNPACKED_LIMIT_BYTES } from '../artefact/artefact.store.js';
import type { Transaction } from '../database/client.js';
import { workOff } from '../jobs/worker.js';
import type { RegistryParts } from '../registry-parts.js';
import { RunnerKeyStore } from '../runner-key/runner-key.store.js';
import { SubmissionStore } from '../submission/submission.store.js';
import { TicketStore } from '../ticket/ticket.store.js';
import {
  ACCOUNT_FILE,
  artefactsFile,
  type ExportedAccount,
  ExportedAccountSchema,
  type ExportedSubmission,
  ExportedSubmissionSchema,
  submissionFile,
} from './exported-account.js';

/**
 * Loads the accounts that the content carries, with their submissions, and verifies and ranks them by the same jobs as
 * anybody's. What is there already is left alone. Returns how many submissions are new.
 */
export async function loadAccounts(registry: RegistryParts, folder: string): Promise<number> {
  if (!existsSync(folder)) return 0;
  let loaded = 0;
  for (const name of (await readdir(folder)).sort()) loaded += await loadAccount(registry, join(folder, name));
  // The first page that a visitor opens shows these rows: they are verified before the registry says it is ready.
  if (loaded > 0) while (await workOff(registry));
  return loaded;
}

async function loadAccount(registry: RegistryParts, folder: string): Promise<number> {
  const account = await readRecord(join(folder, ACCOUNT_FILE), ExportedAccountSchema);
  const names = (await readdir(folder)).filter((name) => /^[0-9a-f]{12}\.json$/.test(name)).sort();
  const fresh: ExportedSubmission[] = [];
  for (const name of names) {
    if (await registry.submissions.find(name.slice(0, -'.json'.length))) continue;
    fresh.push(await readRecord(join(folder, name), ExportedSubmissionSchema));
  }
  fresh.sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1));
  for (const submission of fresh) await keepArtefacts(registry, folder, submission);
  if (fresh.length > 0)
    await registry.sql.begin(async (transaction) => {
      const accountId = await enrol(transaction, account);
      for (const submission of fresh) await insertSubmission(registry, transaction, submission, accountId);
    });
  return fresh.length;
}

async function readRecord<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const parsed = parseWithSchema(schema, parseJson(path, await readFile(path, 'utf8')));
  if (parsed.ok) return parsed.value;
  throw new Error(path, { cause: new RefusedError(parsed.refusals) });
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} is not JSON.`, { cause });
  }
}

/**
 * Keeps what a submission names. Text and artefacts that are not what was sent stop the load: taken in, they would be
 * judged once and hide the repaired files of the same name for good.
 */
async function keepArtefacts(registry: RegistryParts, folder: string, { id, text }: ExportedSubmission): Promise<void> {
  if (submissionId(text) !== id)
    throw new Error(`${join(folder, submissionFile(id))}: the text has the digest ${submissionId(text)}, not its id.`);
  const path = join(folder, artefactsFile(id));
  const unpacked = gunzipSync(await readFile(path), { maxOutputLength: UNPACKED_LIMIT_BYTES }).toString('utf8');
  for (const artefact of unpacked.split('\n').filter(Boolean)) {
    const kept = await registry.artefacts.keep(digestText(artefact), Buffer.from(artefact));
    if (!kept.ok) throw new Error(path, { cause: new RefusedError(kept.refusals) });
  }
  const missing = await registry.artefacts.findMissing(artefactsOf(valueOrThrow(parseSubmission(text))));
  if (missing.length > 0) throw new Error(`${path} lacks what the submission names: ${missing.join(', ')}`);
}

async function enrol(transaction: Transaction, { handle, createdAt, keys }: ExportedAccount): Promise<number> {
  const { id } = await new AccountStore(transaction).findOrInsert(handle, new Date(createdAt));
  for (const { publicKey, addedAt } of keys) {
    const keyId = keyIdOf(publicKey);
    if (keyId === null) throw new Error(`A public key of ${handle} is not base64url of 32 bytes.`);
    await new RunnerKeyStore(transaction).findOrInsert({ id: keyId, publicKey, accountId: id }, new Date(addedAt));
  }
  return id;
}

async function insertSubmission(
  registry: RegistryParts,
  transaction: Transaction,
  { id, text, keyId, signature, receivedAt, ticket }: ExportedSubmission,
  accountId: number,
): Promise<void> {
  const { arms, kind } = valueOrThrow(parseSubmission(text));
  const task = await registry.tasks.find(arms[0]?.task ?? '');
  const key = await new RunnerKeyStore(transaction).find(keyId);
  if (!task || !key) throw new Error(`The submission ${id} names a task or a key that the content does not have.`);
  const ticketId = ticket && (await insertTicket(transaction, ticket, { accountId, taskId: task.id, receivedAt }));
  const facts = { id, text, signature, runnerKeyId: key.rowId, accountId, taskId: task.id, ticketId, kind };
  await new SubmissionStore(transaction).insert({ ...facts, receivedAt: new Date(receivedAt) });
  await registry.queue.ask('verify-submission', id, transaction);
}

async function insertTicket(
  transaction: Transaction,
  { arms, openedAt, expiresAt, ...ticket }: NonNullable<ExportedSubmission['ticket']>,
  { accountId, taskId, receivedAt }: { accountId: number; taskId: number; receivedAt: string },
): Promise<number> {
  const store = new TicketStore(transaction);
  const { rowId } = await store.insert({
    ...ticket,
    accountId,
    taskId,
    armHashes: arms,
    openedAt: new Date(openedAt),
    expiresAt: new Date(expiresAt),
  });
  await store.use(rowId, new Date(receivedAt));
  return rowId;
}
