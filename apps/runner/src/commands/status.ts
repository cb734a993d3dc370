import { CommandFailure } from '../failure.js';
import { findParcel, isWaiting, sentParcels, waitingParcels } from '../outbox/outbox.js';
import { duration } from '../report/duration.js';
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
  const rows: Record<string, unknown>[] = [];
  for (const parcel of await waitingParcels(environment.home)) {
    output.line(`${parcel.id.slice(0, 12)}  waits in the outbox: ratebook submit`);
    rows.push({ id: parcel.id, state: 'WAITING' });
  }
  try {
    for (const parcel of (await sentParcels(environment.home)).slice(-LISTED)) {
      const found = await registry.findSubmission(parcel.id);
      const state =
        found === null
          ? 'not at this registry'
          : `${found.task.name}  ${found.state.toLowerCase()}${found.levelName == null ? '' : `, ${found.levelName}`}`;
      output.line(`${parcel.id.slice(0, 12)}  ${state}`);
      rows.push({ id: parcel.id, state: found?.state ?? null, level: found?.level ?? null });
    }
  } catch (error) {
    if (error instanceof CommandFailure) error.answer = { submissions: rows };
    throw error;
  }
  if (rows.length === 0) output.line('Nothing was submitted yet. Begin with: ratebook range-test TASK');
  output.result({ submissions: rows });
}

async function showOne({ environment, output, registry }: CommandContext, id: string): Promise<void> {
  const found = await registry.findSubmission(id);
  if (found === null)
    throw new CommandFailure(
      (await isWaiting(environment.home, id))
        ? `Submission ${id.slice(0, 12)} waits in the outbox; the registry does not have it yet. Send it: ratebook submit`
        : `The registry has no submission ${id.slice(0, 12)}.`,
    );
  const level = found.levelName ?? 'not verified yet';
  output.line(`${output.colors.bold(id.slice(0, 12))}  ${found.task.name}  ${found.state.toLowerCase()}, ${level}`);
  if (found.isOverdue)
    output.paragraph(
      `It has waited for ${duration(found.ageSeconds)}, longer than it should: the registry's queue is behind.`,
    );
  const { colors } = output;
  const paints: Readonly<Record<string, (text: string) => string>> = {
    PASS: colors.green,
    FAIL: colors.red,
    WARN: colors.yellow,
  };
  const checks = found.report?.checks ?? [];
  const width = Math.max(0, ...checks.map(({ title }) => title.length));
  const indent = ' '.repeat(9);
  for (const { id: check, title, verdict, observed, message } of checks) {
    const paint = paints[verdict] ?? String;
    const head = `${check}  ${title.padEnd(width)}  ${observed}`;
    const isShort = head.length + 4 <= output.columns;
    output.line(`  ${paint(MARKS[verdict] ?? ' ')} ${isShort ? head : `${check}  ${title}`}`);
    if (!isShort) output.paragraph(`${indent}${observed}`, indent);
    if (HELD_BACK.has(verdict) && message !== '') output.paragraph(`${indent}${message}`, indent);
  }
  output.result({ ...found });
}
