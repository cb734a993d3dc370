import type { Refusal } from '../../refusal/index.js';

/** Thrown inside the parser; `parseNotation` turns it into a refusal that shows the line and a caret. */
export class NotationError extends Error {
  override readonly name = 'NotationError';
  readonly at: number;
  readonly expected: string;
  readonly got: string;
  readonly hint: string | null;

  constructor(at: number, expected: string, got: string, hint: string | null | undefined = null) {
    super(`expected ${expected}, got ${got}`);
    this.at = at;
    this.expected = expected;
    this.got = got;
    this.hint = hint ?? null;
  }
}

const SHOWN_OF_A_WORD = 60;

/** A piece of the line between quotes, cut where it is long. */
export function quoted(text: string): string {
  return text.length <= SHOWN_OF_A_WORD ? `"${text}"` : `"${text.slice(0, SHOWN_OF_A_WORD)}…"`;
}

const SHOWN_BEFORE = 60;
const SHOWN_AFTER = 40;

/** The line, a caret under the column, and what was expected. Long lines are cut around the column. */
export function caretMessage(text: string, { at, expected, got, hint }: NotationError): string {
  const start = Math.max(0, at - SHOWN_BEFORE);
  const cut = text.slice(start, at + SHOWN_AFTER).replaceAll(/\s/g, ' ');
  const lead = start > 0 ? '…' : '';
  const caret = ' '.repeat(lead.length + at - start);
  const help = hint === null ? '' : ` Did you mean "${hint}"?`;
  return `Column ${String(at + 1)}: expected ${expected}, got ${got}.${help}\n  ${lead}${cut}\n  ${caret}^`;
}

export function syntaxRefusal(text: string, error: NotationError): Refusal {
  return {
    code: 'policy.syntax',
    path: `column ${String(error.at + 1)}`,
    expected: error.expected,
    got: error.got,
    message: caretMessage(text, error),
  };
}
