import { Marked, type Tokens } from 'marked';

/** A heading of a document, for its list of contents. */
export interface Heading {
  readonly id: string;
  readonly text: string;
  readonly depth: number;
}

export interface RenderedDocument {
  readonly html: string;
  readonly headings: readonly Heading[];
}

/**
 * The address of a heading within its page: a check's heading (`T01 …`) is found by its id alone, every other by its
 * words. A second heading with the same words gets a number.
 */
export function headingId(text: string, taken: ReadonlySet<string>): string {
  const plain = text.replaceAll(/<[^>]*>|[`*_]/g, '').trim();
  const check = /^([A-Z]\d{2})\b/.exec(plain)?.[1];
  const base =
    check ??
    (plain
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-|-$/g, '') ||
      'section');
  let id = base;
  for (let number = 2; taken.has(id); number += 1) id = `${base}-${String(number)}`;
  return id;
}

/** A link to another of the project's documents leads to the page that shows it. */
function siteAddress(href: string): string {
  const match = /^(?:\.\/|\.\.\/docs\/|docs\/)?(policies|verification|ranking)\.md(#.*)?$/.exec(href);
  return match === null ? href : `/methodology/${match[1] ?? ''}${match[2] ?? ''}`;
}

/**
 * Renders one of the project's own documents. They are trusted text; HTML in them is shown as text all the same. Tables
 * scroll inside themselves.
 */
export function renderDocument(markdown: string): RenderedDocument {
  const headings: Heading[] = [];
  const taken = new Set<string>();
  const marked = new Marked({
    gfm: true,
    renderer: {
      html({ text }: Tokens.HTML | Tokens.Tag) {
        return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
      },
      heading({ tokens, depth, text }: Tokens.Heading) {
        const id = headingId(text, taken);
        taken.add(id);
        headings.push({ id, depth, text: text.replaceAll(/[`*]/g, '') });
        return `<h${String(depth)} id="${id}">${this.parser.parseInline(tokens)}</h${String(depth)}>\n`;
      },
      link({ href, tokens }: Tokens.Link) {
        return `<a href="${siteAddress(href).replaceAll('"', '%22')}">${this.parser.parseInline(tokens)}</a>`;
      },
    },
    hooks: {
      postprocess: (html) =>
        html
          .replaceAll('<table>', '<div class="scroll-x" tabindex="0"><table>')
          .replaceAll('</table>', '</table></div>'),
    },
  });
  const html = marked.parse(markdown, { async: false });
  return { html, headings };
}
