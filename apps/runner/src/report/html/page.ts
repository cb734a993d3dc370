import { Html, html } from './html.js';
import { STYLE } from './style.js';

export interface SummarySection {
  readonly heading: string;
  readonly body: readonly Html[];
}

/** A local summary: one page that needs nothing else, no script and no file beside it. */
export interface SummaryPage {
  readonly title: string;
  /** What kind of page, task, when: in one line above the title. */
  readonly kicker: string;
  /** What was found, in a sentence or two. */
  readonly lead: readonly Html[];
  readonly sections: readonly SummarySection[];
  /** What to know of how far it goes, at the end. */
  readonly notes: readonly string[];
}

export function summaryPage({ title, kicker, lead, sections, notes }: SummaryPage): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <main>
          <p class="kicker">${kicker}</p>
          <h1>${title}</h1>
          ${lead}
          ${sections.map(
            ({ heading, body }) =>
              html`<section>
                <h2>${heading}</h2>
                ${body}
              </section> `,
          )}
          <footer>${notes.map((one) => html`<p>${one}</p>`)}</footer>
        </main>
      </body>
    </html> `.text;
}

export interface Column {
  readonly name: string;
  readonly isNumber?: boolean;
}

/** A table that scrolls inside itself where it is wider than the page. */
export function table(columns: readonly Column[], rows: readonly (readonly (Html | string)[])[]): Html {
  const cell = (tag: 'td' | 'th', index: number, content: Html | string) => {
    const isNumber = columns[index]?.isNumber === true;
    const open = tag === 'th' ? 'th scope="col"' : 'td';
    return html`${new Html(`<${open}${isNumber ? ' class="number"' : ''}>`)}${content}${new Html(`</${tag}>`)}`;
  };
  return html`<div class="table">
    <table>
      <thead>
        <tr>
          ${columns.map(({ name }, index) => cell('th', index, name))}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((content, index) => cell('td', index, content))}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A table that opens below a chart: its numbers, for whoever wants them or cannot see it. */
export function tableBehind(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly (Html | string)[])[],
): Html {
  return html`<details>
    <summary>${caption}</summary>
    ${table(columns, rows)}
  </details>`;
}

export const paragraph = (text: string): Html => html`<p class="lead">${text}</p>`;

/** Lines of the terminal, "name  value  what it is", as a list of terms; a line that is a sentence stays one. */
export function facts(lines: readonly string[]): Html {
  return html`<dl>
    ${lines.map((line) => {
      const [, term = '', rest = line] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
      return html`<dt>${term}</dt>
        <dd>${rest.replace(/\s{2,}/, ' – ')}</dd>`;
    })}
  </dl>`;
}

export const mono = (text: string): Html => html`<code>${text}</code>`;
