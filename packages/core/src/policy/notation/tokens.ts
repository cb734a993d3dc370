/** A piece of notation, with where it starts. */
export interface Token {
  readonly kind: 'number' | 'word' | 'quoted' | 'mark' | 'end';
  readonly text: string;
  readonly at: number;
}

const NUMBER = /[+-]?(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*(?:[-.][A-Za-z0-9_]+)*/y;
const MARK = /->|→|\.\.|[()[\],:;=%]/y;
const QUOTED = /"[^"\\]*"/y;
const SPACE = /\s+/y;

/** Whether a text can stand in a line as one word, without quotes. */
export function isWord(text: string): boolean {
  WORD.lastIndex = 0;
  return WORD.exec(text)?.[0] === text;
}

/**
 * The tokens of a line of notation, ending in one of kind `end`; or where a character begins that belongs to none. A
 * `-` inside a number (1e-4) or a word (multi-step, layer-0) is no separator.
 */
export function tokensOf(text: string): readonly Token[] | { readonly strayAt: number } {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? null;
  };
  while (at < text.length) {
    const space = take(SPACE);
    if (space !== null) {
      at += space.length;
      continue;
    }
    const mark = take(MARK);
    const number = mark === null ? take(NUMBER) : null;
    const word = mark === null && number === null ? take(WORD) : null;
    const quoted = mark === null && number === null && word === null ? take(QUOTED) : null;
    const found = mark ?? number ?? word ?? quoted;
    if (found === null) return { strayAt: at };
    tokens.push({
      kind: mark !== null ? 'mark' : number !== null ? 'number' : word !== null ? 'word' : 'quoted',
      text: found === '→' ? '->' : found,
      at,
    });
    at += found.length;
  }
  tokens.push({ kind: 'end', text: '', at: text.length });
  return tokens;
}
