import { parseCitation, parseLandscape, withConflicts } from '@ratebook/core/citation';
import { digestText } from '@ratebook/core/canonical';
import { type Parsed, RefusedError } from '@ratebook/core/refusal';
import { parseModel, parseTask, type Task, taskName } from '@ratebook/core/task';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Transaction } from '../database/client.js';
import { TaskEventStore } from '../task/task-event.store.js';
import { TaskStore } from '../task/task.store.js';
import { ModelStore } from '../model/model.store.js';
import type { RegistryParts } from '../registry-parts.js';
import { indexTask, indexModel } from './search-index.js';
import { storeCitations, storeLandscapes } from './store-content.js';
import { loadAccounts } from './load-account.js';

/** The content that the project carries. */
export const OWN_CONTENT = fileURLToPath(new URL('../../../../content', import.meta.url));

const CONTENT_LOCK = 727_002;

/**
 * Loads the content: models, tasks, citations, landscapes, and the project’s own submissions. What has been loaded in
 * this version is left alone, so that a later start reads nothing twice. A record that cannot be read stops the load,
 * with its file and every bad field.
 */
export async function loadContent(registry: RegistryParts, directory: string | null): Promise<void> {
  const folder = directory ?? OWN_CONTENT;
  if (!existsSync(folder)) return;
  const began = performance.now();
  const facts = await readFolder(folder, ['models', 'tasks', 'citations', 'landscapes']);
  const loaded = await registry.sql.begin(async (transaction) => {
    await transaction`select pg_advisory_xact_lock(${CONTENT_LOCK})`;
    return loadFacts(registry, transaction, facts);
  });
  const submitted = await loadAccounts(registry, join(folder, 'registry'));
  if (loaded + submitted > 0) registry.events.contentLoaded(loaded + submitted, Math.round(performance.now() - began));
}

/** A content file: its path within the folder, and its records. */
interface ContentFile {
  readonly path: string;
  readonly digest: string;
  readonly records: readonly unknown[];
}

/** A file is one JSON record, a list of them, or one a line. */
async function readFolder(folder: string, rooms: readonly string[]): Promise<readonly ContentFile[]> {
  const files: ContentFile[] = [];
  for (const room of rooms) {
    if (!existsSync(join(folder, room))) continue;
    for (const name of (await readdir(join(folder, room))).sort()) {
      if (!/\.(json|jsonl)$/.test(name)) continue;
      const path = `${room}/${name}`;
      const text = await readFile(join(folder, path), 'utf8');
      files.push({ path, digest: digestText(text), records: recordsOf(path, text) });
    }
  }
  return files;
}

function recordsOf(path: string, text: string): readonly unknown[] {
  try {
    if (path.endsWith('.jsonl'))
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as unknown);
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? read : [read];
  } catch (cause) {
    throw new Error(`content/${path} is not JSON.`, { cause });
  }
}

async function loadFacts(registry: RegistryParts, transaction: Transaction, files: readonly ContentFile[]) {
  const known = await transaction<{ path: string; digest: string }[]>`select path, digest from content_file`;
  const digests = new Map(known.map(({ path, digest }) => [path, digest]));
  const changed = files.filter(({ path, digest }) => digests.get(path) !== digest);
  if (changed.length === 0) return 0;
  // A changed model or citation may change what another file’s records point to: the rooms are loaded as wholes.
  await loadModels(
    transaction,
    of(files, 'models')
      .map((file) => read(file, parseModel))
      .flat(),
  );
  await loadTasks(
    registry,
    transaction,
    of(files, 'tasks')
      .map((file) => read(file, parseTask))
      .flat(),
  );
  const citations = withConflicts(
    of(files, 'citations')
      .map((file) => read(file, parseCitation))
      .flat(),
  );
  await storeCitations(transaction, citations);
  await storeLandscapes(
    transaction,
    of(files, 'landscapes')
      .map((file) => read(file, parseLandscape))
      .flat(),
  );
  for (const { path, digest } of changed) {
    await transaction`insert into content_file (path, digest, loaded_at) values (${path}, ${digest}, ${registry.clock()})
      on conflict (path) do update set digest = excluded.digest, loaded_at = excluded.loaded_at`;
  }
  return changed.length;
}

const of = (files: readonly ContentFile[], room: string) => files.filter(({ path }) => path.startsWith(`${room}/`));

/** The records of a file, or an error that names the file, the record and every bad field. */
function read<T>(file: ContentFile, parse: (input: unknown) => Parsed<T>): readonly T[] {
  return file.records.map((record, index) => {
    const parsed = parse(record);
    if (parsed.ok) return parsed.value;
    throw new Error(`content/${file.path}, record ${String(index)}`, { cause: new RefusedError(parsed.refusals) });
  });
}

async function loadModels(transaction: Transaction, models: readonly Parameters<ModelStore['upsert']>[0][]) {
  const store = new ModelStore(transaction);
  for (const model of models) {
    await store.upsert(model);
    await indexModel(transaction, model);
  }
}

/** Opens a task; its model must be one of the content’s. */
export async function openTask(connection: Transaction, task: Task, now: Date): Promise<void> {
  const model = await new ModelStore(connection).find(task.model);
  if (model === null) throw new Error(`The task ${taskName(task)} names the model ${task.model}, which is not known.`);
  const opened = await new TaskStore(connection).insertOpen(task, model.id, now);
  if (opened.isNew)
    await new TaskEventStore(connection).insert({
      taskId: opened.id,
      state: 'open',
      accountId: null,
      at: now,
      reason: null,
    });
  await indexTask(connection, opened, model.name);
}

async function loadTasks(registry: RegistryParts, transaction: Transaction, tasks: readonly Task[]) {
  for (const task of tasks) await openTask(transaction, task, registry.clock());
}
