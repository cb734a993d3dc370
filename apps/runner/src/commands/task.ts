import { type Task, parseTask } from '@ratebook/core/task';
import { valueOrThrow } from '@ratebook/core/refusal';
import { CommandFailure } from '../failure.js';
import type { CommandContext } from './context.js';

/** The task of a name (`slug` or `slug@version`), open for runs. */
export async function openTask({ registry }: CommandContext, name: string): Promise<Task> {
  const found = await registry.findTask(name);
  if (found === null) throw new CommandFailure(`There is no task "${name}". See: ratebook tasks`, 1, ['task.unknown']);
  if (found.state !== 'OPEN')
    throw new CommandFailure(`The task ${found.name} is ${found.state.toLowerCase()}: it takes no runs.`, 1, [
      'task.closed',
    ]);
  return valueOrThrow(parseTask(found.document));
}
