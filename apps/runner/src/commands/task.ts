import { join } from 'node:path';
import { parseTask, type Task, taskName } from '@ratebook/core/task';
import { valueOrThrow } from '@ratebook/core/refusal';
import type { Environment } from '../environment.js';
import { CommandFailure, RegistryUnreachable } from '../failure.js';
import { findJson, findText, makeFolder, namesIn } from '../files/folder.js';
import { writeFileWhole } from '../files/write-file-whole.js';
import { EMBEDDED_TRAINER, embeddedTasks, findEmbeddedTask } from '../trainer/embedded/tasks.js';
import type { CommandContext } from './context.js';
import { readTaskFile } from './task-file.js';

/** A task, and whether the registry could be asked for it. */
export interface KnownTask {
  readonly task: Task;
  /** Null where the registry gave the task; else why it did not, and the task is as it was when it last did. */
  readonly unreachable: RegistryUnreachable | null;
}

/** Two registries may have a task of the same name. */
const tasksFolder = ({ home, apiUrl }: Environment) => join(home, 'tasks', new URL(apiUrl).host.replaceAll(':', '_'));

/** Keeps a task for when the registry is away. A task is immutable once open: what is kept stays true. */
export async function keepTask(environment: Environment, task: Task): Promise<void> {
  const folder = tasksFolder(environment);
  await makeFolder(folder);
  await writeFileWhole(join(folder, `${taskName(task)}.json`), JSON.stringify(task));
}

/** A kept task: of a version, or the newest that is kept. */
async function findKeptTask(environment: Environment, name: string): Promise<Task | null> {
  const tasks: Task[] = [];
  const folder = tasksFolder(environment);
  for (const file of await namesIn(folder)) {
    if (file !== `${name}.json` && !file.startsWith(`${name}@`)) continue;
    const parsed = parseTask(findJson((await findText(join(folder, file))) ?? ''));
    if (parsed.ok) tasks.push(parsed.value);
  }
  return tasks.toSorted((a, b) => a.taskVersion - b.taskVersion).at(-1) ?? null;
}

async function askForTask({ registry, environment }: CommandContext, name: string): Promise<Task> {
  const found = await registry.findTask(name);
  if (found === null) throw new CommandFailure(`There is no task "${name}". See: ratebook tasks`, 1, ['task.unknown']);
  if (found.state !== 'OPEN')
    throw new CommandFailure(`The task ${found.name} is ${found.state.toLowerCase()}: it takes no runs.`, 1, [
      'task.closed',
    ]);
  const task = valueOrThrow(parseTask(found.document));
  await keepTask(environment, task);
  return task;
}

/** A task of an embedded net that this runner has not is refused before a ticket is taken for it. */
function assertTrainable({ slug, trainer }: Task): void {
  if (trainer.name !== EMBEDDED_TRAINER || findEmbeddedTask(trainer.net) !== undefined) return;
  throw new CommandFailure(
    `This runner cannot train ${slug}: it needs the trainer "${trainer.name}" with "${trainer.net}". It has: ${EMBEDDED_TRAINER} with ${embeddedTasks.map(({ net }) => net.name).join(', ')}.`,
    1,
    ['unsupported'],
  );
}

/** Whether a task is named by the file of its document. No registry may know it, so its runs stay on this machine. */
export const isTaskFile = (name: string) => name.endsWith('.json');

async function taskInFile({ output }: CommandContext, path: string): Promise<Task> {
  const task = await readTaskFile(path);
  output.paragraph(
    `${taskName(task)} comes from a file: the runs are kept here, and a registry takes them only once it has opened this task.`,
  );
  return task;
}

/** The task of a name (`slug` or `slug@version`), open for runs: the registry's, or as it was kept where that is away. */
export async function openTask(context: CommandContext, name: string, isOffline: boolean): Promise<KnownTask> {
  const known = await findTask(context, name, isOffline);
  assertTrainable(known.task);
  return known;
}

/** The same for a task that somebody else's program trains: no trainer of this runner has to know it. */
export async function findTask(context: CommandContext, name: string, isOffline: boolean): Promise<KnownTask> {
  const { environment } = context;
  if (isTaskFile(name)) return { task: await taskInFile(context, name), unreachable: null };
  if (isOffline) {
    const task = await findKeptTask(environment, name);
    if (task !== null) return { task, unreachable: null };
    throw new CommandFailure(
      `No task "${name}" is kept on this machine. ratebook tasks, asked once while the registry is reachable, keeps them all.`,
      1,
      ['task.unknown'],
    );
  }
  try {
    return { task: await askForTask(context, name), unreachable: null };
  } catch (error) {
    if (!(error instanceof RegistryUnreachable)) throw error;
    const task = await findKeptTask(environment, name);
    if (task === null) throw error;
    return { task, unreachable: error };
  }
}
