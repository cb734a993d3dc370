import { basename } from 'node:path';
import { readJson } from '@ratebook/core/policy';
import { type Parsed, refused } from '@ratebook/core/refusal';
import { parseTask, type Task } from '@ratebook/core/task';
import { CommandFailure, UsageError } from '../failure.js';
import { findText } from '../files/folder.js';
import { writeFileWhole } from '../files/write-file-whole.js';

/** As a registry takes it. */
const MOST_CHARACTERS = 65_536;
const TASK_TEXT = {
  limitCharacters: MOST_CHARACTERS,
  notJson: 'document.not-json',
  tooLarge: 'document.too-large',
} as const;
const ENDING = '.json';

/** Reads a task document strictly: no key twice, none unknown, none missing. A file that is not there is wrong usage. */
export async function readTaskFile(path: string): Promise<Task> {
  const text = await findText(path);
  if (text === null)
    throw new UsageError(`There is no file ${path}. ratebook task new ${path} writes one to start from.`);
  const parsed = parsedTask(text);
  if (parsed.ok) return parsed.value;
  throw new CommandFailure(
    [`${path} is no task document.`, ...parsed.refusals.map(({ message }) => message)].join('\n'),
    1,
    parsed.refusals.map(({ code }) => code),
  );
}

function parsedTask(text: string): Parsed<Task> {
  const read = readJson(text, TASK_TEXT);
  return read.ok ? parseTask(read.value) : refused(...read.refusals);
}

/** A task document as people edit it. */
export const taskText = (task: Task) => `${JSON.stringify(task, null, 2)}\n`;

export const writeTaskFile = (path: string, task: Task) => writeFileWhole(path, taskText(task));

/** The slug that a file's name says. */
export function slugOfFile(path: string): string {
  if (!path.endsWith(ENDING))
    throw new UsageError(`${path} is not the name of a task document; expected one that ends with ${ENDING}.`);
  const slug = basename(path, ENDING)
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replaceAll(/^[.-]+|[.-]+$/g, '')
    .slice(0, 80)
    .replace(/[.-]+$/, '');
  if (slug === '')
    throw new UsageError(`${path} says no slug; expected a name with letters or digits, as my-task.json.`);
  return slug;
}
