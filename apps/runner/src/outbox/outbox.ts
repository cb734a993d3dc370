import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import {
  SUBMISSION_LIMIT_BYTES,
  submissionId,
  submissionSigningInput,
  submissionText,
  type Submission,
} from '@ratebook/core/submission';
import { z } from 'zod';
import { CommandFailure } from '../failure.js';
import { diskFailure } from '../files/disk-failure.js';
import { findJson, findText, makeFolder, namesIn } from '../files/folder.js';
import { writeFileWhole } from '../files/write-file-whole.js';
import type { Keypair } from '../keys/key-store.js';
import type { Registry } from '../registry/registry.js';

const ParcelSchema = z.strictObject({
  version: z.literal(1),
  /** The submission's exact text: what is signed and named. */
  text: z.string(),
  artefacts: z.array(z.string()),
  createdAt: z.string(),
});

/** A submission that waits for the registry, or that the registry has. */
export interface Parcel {
  readonly id: string;
  readonly text: string;
  readonly artefacts: readonly string[];
  readonly createdAt: string;
}

/** What sending needs of the registry. */
export type SubmissionDesk = Pick<Registry, 'putArtefact' | 'submitRuns'>;

const waitingFolder = (home: string) => join(home, 'outbox');
const sentFolder = (home: string) => join(home, 'sent');
const artefactPath = (home: string, digest: string) => join(home, 'artefacts', digest);
const parcelPath = (folder: string, id: string) => join(folder, `${id}.json`);
const PARCEL_NAME = /^([0-9a-f]{64})\.json$/;

/** Puts a submission in the outbox: its artefacts first, then the parcel that names them, each whole or not at all. */
export async function enqueue(
  home: string,
  submission: Submission,
  artefacts: ReadonlyMap<string, string>,
  createdAt: string,
): Promise<Parcel> {
  const text = submissionText(submission);
  if (Buffer.byteLength(text) > SUBMISSION_LIMIT_BYTES)
    throw new CommandFailure(
      `The submission has ${String(Buffer.byteLength(text))} bytes, more than the ${String(SUBMISSION_LIMIT_BYTES)} that a registry takes: fewer policies or seeds at once.`,
      1,
      ['document.too-large'],
    );
  for (const folder of [waitingFolder(home), sentFolder(home), join(home, 'artefacts')]) await makeFolder(folder);
  for (const [digest, content] of artefacts) await writeFileWhole(artefactPath(home, digest), content);
  const id = submissionId(text);
  const parcel = { version: 1, text, artefacts: [...artefacts.keys()], createdAt };
  await writeFileWhole(parcelPath(waitingFolder(home), id), JSON.stringify(parcel));
  return { id, ...parcel };
}

async function idsIn(folder: string): Promise<readonly string[]> {
  return (await namesIn(folder)).flatMap((name) => PARCEL_NAME.exec(name)?.[1] ?? []);
}

async function findIn(folder: string, id: string): Promise<Parcel | null> {
  const path = parcelPath(folder, id);
  const text = await findText(path);
  if (text === null) return null;
  const parsed = ParcelSchema.safeParse(findJson(text));
  if (!parsed.success || submissionId(parsed.data.text) !== id)
    throw new CommandFailure(
      `${path} is not what this runner put there. Move it away; the runs themselves lie in jobs/.`,
    );
  return { id, ...parsed.data };
}

async function parcelsIn(folder: string): Promise<readonly Parcel[]> {
  const parcels: Parcel[] = [];
  // Null: another runner has sent it between the two looks.
  for (const id of await idsIn(folder)) parcels.push(...[await findIn(folder, id)].filter((parcel) => parcel !== null));
  return parcels.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

/** What waits, oldest first. */
export function waitingParcels(home: string): Promise<readonly Parcel[]> {
  return parcelsIn(waitingFolder(home));
}

/** What the registry took, oldest first. */
export function sentParcels(home: string): Promise<readonly Parcel[]> {
  return parcelsIn(sentFolder(home));
}

/** Whether a submission waits in the outbox. */
export async function isWaiting(home: string, id: string): Promise<boolean> {
  return (await idsIn(waitingFolder(home))).includes(id);
}

/** The parcel that an id or the beginning of one names, waiting or sent. */
export async function findParcel(home: string, idStart: string): Promise<Parcel> {
  const ids = [...(await idsIn(waitingFolder(home))), ...(await idsIn(sentFolder(home)))];
  const found = [...new Set(ids.filter((id) => id.startsWith(idStart)))];
  const [only] = found;
  if (only === undefined) throw new CommandFailure(`No submission of this runner begins with "${idStart}".`);
  if (found.length > 1)
    throw new CommandFailure(`${String(found.length)} submissions begin with "${idStart}"; write more digits.`);
  const parcel = (await findIn(waitingFolder(home), only)) ?? (await findIn(sentFolder(home), only));
  if (parcel === null) throw new CommandFailure(`The submission ${only.slice(0, 12)} was removed just now.`);
  return parcel;
}

/** Sends a parcel: artefacts, then the signed text. Sending twice is safe: the registry gives its first reply again. */
export async function send(home: string, parcel: Parcel, registry: SubmissionDesk, key: Keypair, token: string) {
  for (const digest of parcel.artefacts) {
    const content = await findText(artefactPath(home, digest));
    if (content === null)
      throw new CommandFailure(
        `The artefact ${digest} of submission ${parcel.id.slice(0, 12)} is gone from ${home}: put it back, or begin the job anew with --fresh.`,
      );
    await registry.putArtefact(digest, content, token);
  }
  const signature = key.sign(submissionSigningInput(parcel.text));
  const reply = await registry.submitRuns(parcel.text, key.keyId, signature, token);
  const to = parcelPath(sentFolder(home), parcel.id);
  await rename(parcelPath(waitingFolder(home), parcel.id), to).catch((error: unknown) => {
    // Sent before, or by another runner: the parcel lies in the other folder already.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw diskFailure(error, to);
  });
  return reply;
}
