import { fileURLToPath } from 'node:url';
import { valueOrThrow } from '@ratebook/core/refusal';
import { parseTask, parseTaskName, type Task, taskName } from '@ratebook/core/task';
import { type StartingTask, STARTING_TASKS, startingTask } from '@ratebook/core/proposal';
import { CommandFailure, EXIT, UsageError } from '../failure.js';
import { findJson, findText, namesIn } from '../files/folder.js';
import { createFileWhole } from '../files/write-file-whole.js';
import type { CommandContext } from './context.js';
import { findTask } from './task.js';
import { slugOfFile, taskText } from './task-file.js';

/** Task documents that come with the runner. */
const READY_MADE = fileURLToPath(new URL('../../tasks/', import.meta.url));

export interface NewTaskOptions {
  readonly kind: StartingTask | null;
  /** A task to start from: one that comes with the runner, or the registry's. */
  readonly from: string | null;
}

/** `ratebook task new FILE`: a whole task document to edit. A file that is there stays as it is. */
export async function taskNewCommand(context: CommandContext, path: string, options: NewTaskOptions): Promise<void> {
  const { output } = context;
  const slug = slugOfFile(path);
  const task = await documentOf(context, slug, options);
  const isWritten = await createFileWhole(path, taskText(task));
  if (!isWritten)
    throw new CommandFailure(
      `${path} is there already and stays as it is. Take another name, or move it away.`,
      EXIT.failed,
      ['file.exists'],
    );
  output.line(`${path}: ${taskName(task)}, ${task.kind}`);
  output.paragraph('Edit it: model, data, splits, metric, budget, recipe, baseline. Then:');
  const word = path.includes(' ') ? `"${path}"` : path;
  output.line(`  ratebook task check ${word}`);
  output.line(`  ratebook task check ${word} --train --write`);
  output.line(`  ratebook task propose ${word}`);
  output.result({ file: path, task: taskName(task), document: task });
}

async function documentOf(context: CommandContext, slug: string, { kind, from }: NewTaskOptions): Promise<Task> {
  if ((kind === null) === (from === null))
    throw new UsageError(
      `Name a kind to start from (--kind ${STARTING_TASKS.join(', ')}) or a task (--from), one of the two. ${await readyMadeLine()}`,
    );
  if (kind !== null) return startingTask(kind, slug);
  const found = (await findReadyMade(from ?? '')) ?? (await findTask(context, from ?? '', false)).task;
  // Under its own slug it is the next version of that task; noise and targets are measured anew either way.
  const taskVersion = found.slug === slug ? found.taskVersion + 1 : 1;
  return { ...found, slug, taskVersion, targets: null, calibration: null };
}

async function readyMadeLine(): Promise<string> {
  const slugs = (await namesIn(READY_MADE)).map((name) => name.replace(/\.json$/, ''));
  return `Tasks that come with the runner: ${slugs.join(', ')}.`;
}

/** A task that comes with the runner, by its slug or whole name. */
async function findReadyMade(name: string): Promise<Task | null> {
  const { slug, taskVersion } = parseTaskName(name) ?? { slug: name, taskVersion: null };
  // A name is no path: it must not lead out of the folder.
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(slug)) return null;
  const text = await findText(`${READY_MADE}${slug}.json`);
  if (text === null) return null;
  const task = valueOrThrow(parseTask(findJson(text)));
  return taskVersion === null || task.taskVersion === taskVersion ? task : null;
}
