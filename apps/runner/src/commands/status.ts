import { CommandFailure } from '../failure.js';
import { findParcel, sentParcels, waitingParcels } from '../outbox/outbox.js';
import { duration } from '../report/progress.js';
import type { CommandContext } from './context.js';

const MARKS: Readonly<Record<string, string>> = {
  PASS: '✓',
  FAIL: '✗',
  WARN: '!',
  INCONCLUSIVE: '?',
  NOT_APPLICABLE: '–',
};
const HELD_BACK = new Set(['FAIL', 'WARN', 'INCONCLUSIVE']);
const LISTED = 10;

/** `ratebook status [ID]`: where submissions are; with an id, every check of one. */
export async function statusCommand(context: CommandContext, id: string | null): Promise<void> {
  const { environment, output, registry } = context;
  if (id !== null) {
    await showOne(context, /^[0-9a-f]{64}$/.test(id) ? id : (await findParcel(environment.home, id)).id);
    return;
  }
  const waiting = await waitingParcels(environment.home);
  const sent = (await sentParcels(environment.home)).slice(-LISTED);
  const rows: unknown[] = [];
  for (const parcel of waiting) {
    output.line(`${parcel.id.slice(0, 12)}  waits in the outbox`);
    rows.push({ id: parcel.id, state: 'WAITING' });
  }
  for (const parcel of sent) {
    const found = await registry.findSubmission(parcel.id);
    const state =
      found === null
        ? 'not at this registry'
        : `${found.state.toLowerCase()}${found.levelName == null ? '' : `, ${found.levelName}`}`;
    output.line(`${parcel.id.slice(0, 12)}  ${found?.task.name ?? ''}  ${state}`);
    rows.push({ id: parcel.id, state: found?.state ?? null, level: found?.level ?? null });
  }
  if (rows.length === 0) output.line('Nothing was submitted yet. Begin with: ratebook range-test TASK');
  output.result({ submissions: rows });
}

async function showOne({ output, registry }: CommandContext, id: string): Promise<void> {
  const found = await registry.findSubmission(id);
  if (found === null)
    throw new CommandFailure(
      `The registry has no submission ${id.slice(0, 12)}. Waiting in the outbox? Send it: ratebook submit`,
    );
  const level = found.levelName ?? 'not verified yet';
  output.line(`${output.colors.bold(id.slice(0, 12))}  ${found.task.name}  ${found.state.toLowerCase()}, ${level}`);
  if (found.isOverdue)
    output.line(
      `It has waited for ${duration(found.ageSeconds)}, longer than it should: the registry's queue is behind.`,
    );
  for (const check of found.report?.checks ?? []) {
    output.line(`  ${MARKS[check.verdict] ?? ' '} ${check.id}  ${check.title}  ${check.observed}`);
    if (HELD_BACK.has(check.verdict) && check.message !== '') output.line(`        ${check.message}`);
  }
  output.result({ ...found });
}
