import { describe, expect, it } from 'vitest';
import { headingId, renderDocument } from './markdown';

describe('renderDocument', () => {
  it('gives a check’s heading its id as address, so that a report can link to it', () => {
    const { html, headings } = renderDocument('# Checks\n\n### T01 learning rate matches the policy\n');
    expect(html).toContain('id="T01"');
    expect(headings.map(({ id }) => id)).toEqual(['checks', 'T01']);
  });

  it('numbers headings with the same words', () => {
    expect(headingId('Limits', new Set(['limits', 'limits-2']))).toBe('limits-3');
  });

  it('shows HTML as text and leads links between documents to their pages', () => {
    const { html } = renderDocument('See [ranking](ranking.md#ties) <script>alert(1)</script>');
    expect(html).toContain('href="/methodology/ranking#ties"');
    expect(html).not.toContain('<script>');
  });

  it('lets a table scroll inside itself', () => {
    expect(renderDocument('| a | b |\n|---|---|\n| 1 | 2 |\n').html).toContain(
      '<div class="scroll-x" tabindex="0"><table>',
    );
  });
});
