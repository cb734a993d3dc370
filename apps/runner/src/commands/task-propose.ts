import { checkTask, unmeasuredData } from '@ratebook/core/proposal';
import { RegistryUnreachable } from '../failure.js';
import { requireSession, withToken } from '../keys/session.js';
import type { CommandContext } from './context.js';
import { unfitFailure } from './task-check.js';
import { readTaskFile } from './task-file.js';

/** `ratebook task propose FILE`: sends a task to the registry, whose stewards decide whether it opens. */
export async function taskProposeCommand(context: CommandContext, path: string): Promise<void> {
  const { environment, output, registry } = context;
  const task = await readTaskFile(path);
  const check = checkTask(task);
  const unmeasured = unmeasuredData(task);
  const refusals = [...check.refusals, ...(unmeasured === null ? [] : [unmeasured])];
  // The registry would say the same: nothing is sent that cannot open.
  if (refusals.length > 0) throw unfitFailure(path, task, { ...check, refusals });
  for (const { message } of check.warnings) output.paragraph(`  doubtful  ${message}`, '            ');
  const { home } = environment;
  const proposed = await requireSession(home, registry)
    .then((session) => withToken(home, registry, session, (token) => registry.proposeTask(task, token)))
    .catch((error: unknown) => {
      if (error instanceof RegistryUnreachable)
        throw error.keeping(`${path} stays as it is: the same command sends it later.`);
      throw error;
    });
  const { name, state, hash } = proposed.task;
  const address = new URL(`/tasks/${name}`, registry.apiUrl).pathname;
  output.line(`${name} is ${state.toLowerCase()}${proposed.isDuplicate ? ', as it was' : ''}  ${hash.slice(0, 12)}`);
  if (state === 'PROPOSED')
    output.paragraph(
      `It takes no runs until a steward opens it; its page, ${address}, says when. It never changes: a changed document is the next version, and takes this one's place.`,
    );
  output.result({ task: name, state, hash, isDuplicate: proposed.isDuplicate });
}
