import { type Refusal, refused } from '../../../refusal/index.js';

/** Longer tables would be tens of megabytes in one answer or page; the runner writes them to a file. */
export const MOST_TABLE_UPDATES = 200_000;

const TABLES: readonly string[] = ['csv', 'json'];

/** Refuses the table of a run that is too long to be shown or sent whole; null for any other export. */
export function refusedTable(
  trainer: string,
  totalUpdates: number,
): { readonly ok: false; readonly refusals: readonly Refusal[] } | null {
  if (!TABLES.includes(trainer) || totalUpdates <= MOST_TABLE_UPDATES) return null;
  const most = MOST_TABLE_UPDATES.toLocaleString('en');
  return refused({
    code: 'policy.too-large',
    path: 'totalUpdates',
    expected: `at most ${most} updates for a table`,
    got: `${String(totalUpdates)} updates`,
    message: `A table names every update: at most ${most} are written here, and this run has ${totalUpdates.toLocaleString('en')}. \`ratebook policy export\` writes longer ones to a file.`,
  });
}
