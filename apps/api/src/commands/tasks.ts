import { type Parsed, valueOrThrow } from '@ratebook/core/refusal';
import { parseTask, taskHash, taskName } from '@ratebook/core/task';
import { readFile } from 'node:fs/promises';
import { openTask } from '../content/load-content.js';
import type { RegistryParts } from '../registry-parts.js';
import { taskRefusals } from '../task/read-proposal.js';
import type { TaskRecord } from '../task/task.store.js';

/** Opens the task of a document file; returns its name. An open task never changes: a changed one is a new version. */
export async function openTaskFile(registry: RegistryParts, path: string): Promise<string> {
  const task = valueOrThrow(parseTask(JSON.parse(await readFile(path, 'utf8'))));
  const name = taskName(task);
  const held = await registry.tasks.find(name);
  if (held?.name === name && held.openedAt !== null && held.hash !== taskHash(task))
    throw new Error(
      `${name} is open already and never changes. Write the next version: "taskVersion": ${String(task.taskVersion + 1)}.`,
    );
  const refusals = taskRefusals(task);
  if (refusals.length > 0) throw new Error(refusals.map(({ message }) => message).join('\n'));
  await registry.sql.begin((transaction) => openTask(transaction, task, registry.clock()));
  return name;
}

/** Opens a proposal by name: `slug@version`, or a slug for the newest version that waits. Returns its whole name. */
export async function openProposal(registry: RegistryParts, name: string): Promise<string> {
  const versions = name.includes('@') ? [] : await registry.tasks.findVersions(name);
  const waiting = versions.findLast(({ state }) => state === 'proposed');
  return decided(await registry.tasking.open(null, waiting?.name ?? name)).name;
}

/** Retires a task, or declines a proposal: what was measured stays, new runs are not taken. */
export async function retireTask(
  registry: RegistryParts,
  name: string,
  reason: string | null = null,
): Promise<TaskRecord> {
  return decided(await registry.tasking.retire(null, name, reason));
}

/** Every task of whatever state, a line each: its name, its state, since when, and by whom. */
export async function taskLines(registry: RegistryParts): Promise<readonly string[]> {
  const tasks = await registry.tasks.listAll();
  const histories = await registry.taskEvents.findHistories(tasks.map(({ id }) => id));
  const lasts = new Map(histories.map(({ taskId, events }) => [taskId, events.at(-1)]));
  const ids = [...lasts.values()].flatMap((event) => (event === undefined ? [] : (event.accountId ?? [])));
  const handles = new Map((await registry.accounts.findManyByIds(ids)).map(({ id, handle }) => [id, handle]));
  return tasks.map((task) => {
    const last = lasts.get(task.id);
    const by = last === undefined || last.accountId === null ? undefined : handles.get(last.accountId);
    return [
      `${task.name}  ${task.state}`,
      ...(last === undefined ? [] : [`since ${last.at.toISOString().slice(0, 10)}`]),
      ...(by === undefined ? [] : [`by ${by}`]),
      task.hash.slice(0, 12),
    ].join('  ');
  });
}

/** What was decided, or an error with every reason against it. */
function decided<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new Error(parsed.refusals.map(({ message }) => message).join('\n'));
}
