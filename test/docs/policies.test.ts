import { readFileSync } from 'node:fs';
import {
  compilePolicy,
  laws,
  lawSections,
  parseNotation,
  parsePolicyDocument,
  printPolicy,
} from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { describe, expect, it } from 'vitest';

const PAGE = '../../docs/policies.md';
const page = readFileSync(new URL(PAGE, import.meta.url), 'utf8');
const GENERATED = /(<!-- laws: made [^>]*-->\n\n)[\s\S]*?(<!-- laws: end -->)/;

/** The fenced blocks of the page in one language. */
function blocks(language: string): readonly string[] {
  return [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)]
    .filter(([, name]) => name === language)
    .map((match) => match[2] ?? '');
}

describe('docs/policies.md', () => {
  // Rewritten by: npx vitest run --project house test/docs -u
  it('has one section a law, as the registry documents it', async () => {
    expect(page).toMatch(GENERATED);
    const expected = page.replace(
      GENERATED,
      (_whole, begin: string, end: string) => `${begin}${lawSections()}\n\n${end}`,
    );
    await expect(expected).toMatchFileSnapshot(PAGE);
  });

  it.each(laws)('names every field of $name', ({ name, fields }) => {
    const section = page.split(`\n### ${name}\n`)[1]?.split('\n### ')[0] ?? '';
    for (const field of Object.keys(fields.shape)) expect(section).toContain(`\`${field}\``);
  });

  const notations = blocks('policy').flatMap((block) => block.trim().split('\n'));

  it('shows notation', () => {
    expect(notations.length).toBeGreaterThan(10);
  });

  it.each(notations)('shows notation that is read and compiled: %s', (line) => {
    const policy = valueOrThrow(parseNotation(line));
    valueOrThrow(compilePolicy(policy, { totalUpdates: 1000, updatesPerEpoch: 30, tokensPerUpdate: 1000 }));
    expect(valueOrThrow(parseNotation(printPolicy(policy)))).toEqual(policy);
  });

  it.each(blocks('json'))('shows a document that is read: %s', (text) => {
    expect(valueOrThrow(parsePolicyDocument(text)).version).toBe(1);
  });
});
