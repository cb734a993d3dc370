import { readFileSync } from 'node:fs';
import { NESTING_LIMIT, SUBMISSION_LIMIT_BYTES } from '@ratebook/core/submission';
import { forgeEvaluation, forgeRangeTest } from '@ratebook/core/testing';
import { checks, edition2026_1, LEVEL_NAMES, NEVER_PROVED, verifySubmission } from '@ratebook/core/verification';
import { describe, expect, it } from 'vitest';

const text = readFileSync(new URL('../../docs/verification.md', import.meta.url), 'utf8');
const sections = new Map(
  text
    .split(/^(?=#{2,3} )/m)
    .map((section) => [section.slice(0, section.indexOf('\n')).replace(/^#+ /, ''), section] as const),
);
const sectionOf = (heading: string) => sections.get(heading) ?? '';

/** Rows of the first table under a heading, cell by cell, its head left out. */
function tableUnder(heading: string): readonly (readonly string[])[] {
  const rows = sectionOf(heading)
    .split('\n')
    .filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const thresholds = new Map(
  [forgeEvaluation(), forgeRangeTest()].flatMap((forged) =>
    verifySubmission(forged.evidence(), edition2026_1)
      .checks.filter(({ threshold }) => threshold !== '')
      .map(({ id, threshold }) => [id, threshold] as const),
  ),
);

describe('docs/verification.md says of every check what the code says', () => {
  it('has one section a check, in the order of the ladder, found by its id', () => {
    const documented = [...text.matchAll(/^### ([A-Z]\d\d) (.*)$/gm)].map(([, id, title]) => [id, title]);
    expect(documented).toEqual(checks.map(({ id, title }) => [id, title]));
  });

  it.each(checks.map((check) => [check.id, check] as const))('%s: level, standing, threshold, limit', (id, check) => {
    const section = sectionOf(`${id} ${check.title}`);
    const standing = check.requiredFor.join(' and ');
    // F03 compares with the submission's own id.
    const passes =
      id === 'F03'
        ? 'the SHA-256 of the stored text is the id it is stored under'
        : (thresholds.get(id) ?? 'no threshold');
    expect(section).toContain(`Level ${String(check.level)}, required of ${standing} results. Passes: ${passes}.`);
    expect(section).toContain(`Does not prove: ${check.doesNotProve}`);
  });

  it('lists every threshold of the edition with its value, and no other', () => {
    const documented = tableUnder(`Edition ${edition2026_1.name}`).map(([name, value]) => [name, Number(value)]);
    expect(Object.fromEntries(documented)).toEqual(edition2026_1.thresholds);
  });

  it('names the checks that a threshold is of, each in the edition', () => {
    for (const [, , id] of tableUnder(`Edition ${edition2026_1.name}`)) expect(edition2026_1.checks).toContain(id);
    expect([...edition2026_1.checks]).toEqual(checks.map(({ id }) => id));
  });

  it('names the levels, and which of them this edition reaches', () => {
    const rows = tableUnder('Levels');
    expect(rows.map(([, name]) => name)).toEqual([...LEVEL_NAMES]);
    const reached = rows.filter(([, , how]) => how === 'yes').map(([level]) => Number(level));
    expect(Math.max(...reached)).toBe(edition2026_1.highestLevel);
    expect(reached).toHaveLength(edition2026_1.highestLevel + 1);
  });

  it('explains every verdict', () => {
    expect(tableUnder('Verdicts').map(([verdict]) => verdict)).toEqual([
      'PASS',
      'WARN',
      'NOT_APPLICABLE',
      'INCONCLUSIVE',
      'FAIL',
    ]);
  });

  it('prints what is never proved, sentence by sentence', () => {
    const printed = [...sectionOf('What no level ever proves').matchAll(/^- (.*)$/gm)].map(([, sentence]) => sentence);
    expect(printed).toEqual([...NEVER_PROVED]);
  });

  it('states the limits that are checked before reading', () => {
    expect(sectionOf('F01 Schema and size')).toContain(`${String(NESTING_LIMIT)} levels`);
    expect(SUBMISSION_LIMIT_BYTES).toBe(1_000_000);
  });
});
