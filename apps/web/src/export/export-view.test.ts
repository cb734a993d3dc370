import { parsePolicy } from '@ratebook/core/policy';
import { exporters, MOST_TABLE_UPDATES } from '@ratebook/core/policy/exporters';
import { describe, expect, it } from 'vitest';
import { chosenTrainer, exportView, trainerTabs } from './export-view';

function viewOf(notation: string, trainer: string, totalUpdates: number, version?: string) {
  const parsed = parsePolicy(notation);
  if (!parsed.ok) throw new Error(notation);
  return exportView(parsed.value, { trainer, version }, { totalUpdates, updatesPerEpoch: null, tokensPerUpdate: null });
}

describe('an export on a page', () => {
  it('shows the first rows of a table, and copies all of it', () => {
    const view = viewOf('linear(1)', 'csv', 100);
    if (!('forms' in view)) throw new Error('refused');
    expect(view.forms[0]?.shown.split('\n')).toHaveLength(14);
    expect(view.forms[0]?.hiddenLines).toBe(87);
    expect(view.forms[0]?.code?.trim().split('\n')).toHaveLength(101);
  });

  it('leaves what is too long for a page to the file, and what is too long for that to the runner', () => {
    const long = viewOf('linear(1)', 'json', MOST_TABLE_UPDATES);
    expect(long).toMatchObject({ forms: [{ code: null, hiddenLines: 1 }] });
    expect('forms' in long && long.forms[0]?.shown.length).toBeLessThan(5_000);
    const longer = viewOf('linear(1)', 'json', MOST_TABLE_UPDATES + 1);
    expect('refusals' in longer && longer.refusals[0]?.sentence).toContain('ratebook policy export');
  });

  it('has a tab for every tool, and means the usual one where none or an unknown one is named', () => {
    expect(trainerTabs().map(({ trainer }) => trainer)).toEqual(exporters.map(({ trainer }) => trainer));
    expect(chosenTrainer('json')).toBe('json');
    expect(chosenTrainer('tools-that-nobody-has')).toBe(chosenTrainer(undefined));
  });

  it('means the newest version where the address names one that the tool does not have', () => {
    for (const { trainer, versions } of exporters) {
      const view = viewOf('constant(1)', trainer, 10, 'no such version');
      expect(view, trainer).toMatchObject({ trainer, version: versions[0] ?? null });
    }
  });
});
