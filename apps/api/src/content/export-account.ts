import { artefactsOf, parseSubmission } from '@ratebook/core/submission';
import { valueOrThrow } from '@ratebook/core/refusal';
import { canonicalJson } from '@ratebook/core/canonical';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RegistryParts } from '../registry-parts.js';
import type { SubmissionRecord } from '../submission/submission.store.js';
import {
  ACCOUNT_FILE,
  artefactsFile,
  type ExportedAccount,
  type ExportedSubmission,
  submissionFile,
} from './exported-account.js';

const PAGE = 100;

/**
 * Writes an account with everything it has submitted and that was accepted to a folder, as files that another registry
 * can load and verify anew. Returns how many submissions were written. Throws where there is no such account.
 */
export async function exportAccount(registry: RegistryParts, handle: string, folder: string): Promise<number> {
  const account = await registry.accounts.findByHandle(handle);
  if (!account) throw new Error(`There is no account ${handle}.`);
  const keys = await registry.keys.findOfAccount(account.id);
  await mkdir(folder, { recursive: true });
  const exported: ExportedAccount = {
    handle,
    createdAt: account.createdAt.toISOString(),
    keys: keys.map(({ publicKey, addedAt }) => ({ publicKey, addedAt: addedAt.toISOString() })),
  };
  await writeJson(join(folder, ACCOUNT_FILE), exported);
  let count = 0;
  for (let after: readonly number[] | null = null; ; ) {
    const { edges, pageInfo } = await registry.submissions.listOfAccount(account.id, { first: PAGE, after });
    for (const { node } of edges) {
      if (node.state !== 'accepted') continue;
      await exportSubmission(registry, node, folder);
      count += 1;
    }
    const last = edges.at(-1);
    if (!pageInfo.hasNextPage || last === undefined) return count;
    after = [last.node.rowId];
  }
}

async function exportSubmission(registry: RegistryParts, record: SubmissionRecord, folder: string): Promise<void> {
  const text = await registry.submissions.textOf(record.rowId);
  const ticket = record.ticketId === null ? null : await registry.tickets.findByRow(record.ticketId);
  const [task] = await registry.tasks.findManyByIds([record.taskId]);
  if (!task) throw new Error(`The submission ${record.id} has lost its task.`);
  const exported: ExportedSubmission = {
    id: record.id,
    text,
    keyId: record.keyId,
    signature: record.signature,
    receivedAt: record.receivedAt.toISOString(),
    ticket: ticket && {
      id: ticket.id,
      task: task.name,
      kind: ticket.kind,
      arms: ticket.armHashes === null ? null : [...ticket.armHashes],
      seeds: ticket.seeds.map(({ seed, dataSeed }) => ({ seed, dataSeed })),
      controlSeed: ticket.controlSeed,
      nonce: ticket.nonce,
      openedAt: ticket.openedAt.toISOString(),
      expiresAt: ticket.expiresAt.toISOString(),
    },
  };
  await writeJson(join(folder, submissionFile(record.id)), exported);
  const lines: string[] = [];
  for (const hash of artefactsOf(valueOrThrow(parseSubmission(text)))) {
    const value = await registry.artefacts.findJson(hash);
    if (value === null) throw new Error(`The artefact ${hash} of submission ${record.id} is not there.`);
    lines.push(`${canonicalJson(value)}\n`);
  }
  await writeFile(join(folder, artefactsFile(record.id)), gzipSync(lines.join(''), { level: 9 }));
}

function writeJson(path: string, value: unknown): Promise<void> {
  return writeFile(path, `${JSON.stringify(value, null, 1)}\n`);
}
