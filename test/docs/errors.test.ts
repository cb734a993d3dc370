import { readFileSync } from 'node:fs';
import { refusalCodes, refusalReference } from '@ratebook/core/refusal';
import { describe, expect, it } from 'vitest';

const PAGE = '../../docs/errors.md';

describe('docs/errors.md', () => {
  // Rewritten by: npx vitest run --project house test/docs -u
  it('says what the table of codes says', async () => {
    await expect(refusalReference()).toMatchFileSnapshot(PAGE);
  });

  it('has one anchor a code, and no other', () => {
    const page = readFileSync(new URL(PAGE, import.meta.url), 'utf8');
    const anchors = [...page.matchAll(/<a id="([^"]+)">/g)].map((match) => match[1]);
    expect(anchors).toEqual(Object.keys(refusalCodes));
  });
});
