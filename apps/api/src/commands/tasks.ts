import { parseTask, taskHash, taskName } from '@ratebook/core/task';
import { valueOrThrow } from '@ratebook/core/refusal';
import { readFile } from 'node:fs/promises';
import { openTask } from '../content/load-content.js';
import type { RegistryParts } from '../registry-parts.js';

/** Opens the task of a document file; returns its name. An open task never changes: a changed one is a new version. */
export async function openTaskFile(registry: RegistryParts, path: string): Promise<string> {
  const task = valueOrThrow(parseTask(JSON.parse(await readFile(path, 'utf8'))));
  const name = taskName(task);
  const held = await registry.tasks.find(name);
  if (held?.name === name && held.hash !== taskHash(task))
    throw new Error(
      `${name} is open already and never changes. Write the next version: "taskVersion": ${String(task.taskVersion + 1)}.`,
    );
  await registry.sql.begin((transaction) => openTask(transaction, task, registry.clock()));
  return name;
}

/** Retires a task: what was measured stays, new runs are not taken. */
export async function retireTask(registry: RegistryParts, name: string): Promise<void> {
  const task = await registry.tasks.find(name);
  if (task?.name !== name) throw new Error(`There is no task ${name}; a task is named slug@version.`);
  await registry.tasks.retire(task.id);
}
