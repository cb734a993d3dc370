import { readFileSync } from 'node:fs';
import { valueOrThrow } from '@ratebook/core/refusal';
import { parseTask, type Task } from '@ratebook/core/task';

/** One of the open tasks that come with the project, as its file says it. */
export function openTask(slug: 'digits-mlp' | 'wordnet-glosses'): Task {
  const file = new URL(`../../../../../../content/tasks/${slug}.json`, import.meta.url);
  return valueOrThrow(parseTask(JSON.parse(readFileSync(file, 'utf8'))));
}
