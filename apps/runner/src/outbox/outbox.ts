import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { submissionId, submissionSigningInput, submissionText, type Submission } from '@ratebook/core/submission';
import { z } from 'zod';
import { CommandFailure } from '../failure.js';
import { diskFailure, writeFileWhole } from '../files/write-file-whole.js';
import type { Keypair } from '../keys/key-store.js';
import type { Registry } from '../registry/registry.js';

const ParcelSchema = z.strictObject({
  version: z.literal(1),
  /** The submission's exact text: what is signed and named. */
  text: z.string(),
  artefacts: z.array(z.string()),
  createdAt: z.string(),
});

/** A submission that waits for the registry. */
export interface Parcel {
  readonly id: string;
  readonly text: string;
  readonly artefacts: readonly string[];
  readonly createdAt: string;
}

const waitingFolder = (home: string) => join(home, 'outbox');
const sentFolder = (home: string) => join(home, 'sent');
const artefactFolder = (home: string) => join(home, 'artefacts');

async function makeFolders(home: string): Promise<void> {
  for (const folder of [waitingFolder(home), sentFolder(home), artefactFolder(home)]) {
    await mkdir(folder, { recursive: true }).catch((error: unknown) => {
      throw diskFailure(error, folder);
    });
  }
}

/** Puts a submission in the outbox: its artefacts first, then the parcel that names them, each whole or not at all. */
export async function enqueue(
  home: string,
  submission: Submission,
  artefacts: ReadonlyMap<string, string>,
  createdAt: string,
): Promise<Parcel> {
  await makeFolders(home);
  const text = submissionText(submission);
  for (const [digest, content] of artefacts) await writeFileWhole(join(artefactFolder(home), digest), content);
  const id = submissionId(text);
  const parcel = { version: 1, text, artefacts: [...artefacts.keys()], createdAt };
  await writeFileWhole(join(waitingFolder(home), `${id}.json`), JSON.stringify(parcel));
  return { id, ...parcel };
}

async function parcelsIn(folder: string): Promise<readonly Parcel[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^[0-9a-f]{64}\.json$/.test(name));
  const parcels: Parcel[] = [];
  for (const name of names) {
    const parsed = ParcelSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
    parcels.push({ id: name.slice(0, -'.json'.length), ...parsed });
  }
  return parcels.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

/** What waits, oldest first. */
export function waitingParcels(home: string): Promise<readonly Parcel[]> {
  return parcelsIn(waitingFolder(home));
}

export function sentParcels(home: string): Promise<readonly Parcel[]> {
  return parcelsIn(sentFolder(home));
}

/** The parcel that an id or the beginning of one names, waiting or sent. */
export async function findParcel(home: string, idStart: string): Promise<Parcel> {
  const all = [...(await waitingParcels(home)), ...(await sentParcels(home))];
  const found = all.filter(({ id }) => id.startsWith(idStart));
  const [only] = found;
  if (only === undefined) throw new CommandFailure(`No submission of this runner begins with ${idStart}.`);
  if (found.length > 1)
    throw new CommandFailure(`${String(found.length)} submissions begin with ${idStart}; write more digits.`);
  return only;
}

/** Sends a parcel: artefacts, then the signed text. Sending twice is safe: the registry gives its first reply again. */
export async function send(home: string, parcel: Parcel, registry: Registry, key: Keypair, token: string) {
  for (const digest of parcel.artefacts) {
    await registry.putArtefact(digest, await readFile(join(artefactFolder(home), digest), 'utf8'), token);
  }
  const signature = key.sign(submissionSigningInput(parcel.text));
  const reply = await registry.submitRuns(parcel.text, key.keyId, signature, token);
  await rename(join(waitingFolder(home), `${parcel.id}.json`), join(sentFolder(home), `${parcel.id}.json`)).catch(
    (error: unknown) => {
      // Sent before: the parcel lies in the other folder already.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    },
  );
  return reply;
}
