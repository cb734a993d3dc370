import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Figure } from './figure.js';
import { withSections } from './performance-page.js';
import { ROOT } from './processes.js';

const page = readFileSync(join(ROOT, 'docs/performance.md'), 'utf8');
const titles = (text: string) => [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
const figure = (id: string, value: number): Figure => ({
  ...{ id, value, unit: 'share', goal: 0.9, better: 'higher' },
  about: 'made up',
});

describe('withSections', () => {
  it('writes the section of a figure anew and leaves the others as they are', () => {
    const written = withSections(page, [figure('tuning.made-up', 0.5)]);
    expect(written).toContain('| `tuning.made-up` | 0.5 share | ≥ 0.9 (not reached) | made up |');
    expect(titles(written)).toEqual(titles(page));
    const others = (text: string) => text.split(/\n(?=## )/).filter((section) => !section.startsWith('## Tuning'));
    expect(others(written)).toEqual(others(page));
    expect(withSections(written, [figure('tuning.made-up', 0.5)])).toBe(written);
  });

  it('puts a section that was not there at its place', () => {
    const without = page.replace(/## Tuning[\s\S]*?(?=## )/, '');
    expect(titles(without)).not.toContain('Tuning');
    expect(titles(withSections(without, [figure('tuning.made-up', 0.5)]))).toEqual(titles(page));
  });
});
