import { accepted, type Parsed, refused, type Refusal, type RefusalCode } from '../refusal/index.js';

/** A million characters: a table of ten thousand points fits four times. */
export const POLICY_LIMIT_CHARACTERS = 1_000_000;
/** Policies inside policies. */
export const NESTING_LIMIT = 32;
/** Brackets inside brackets: a phase adds three to the policy that holds it, and a law has at most three of its own. */
const BRACKETS_LIMIT = 3 * NESTING_LIMIT + 8;

/** What JSON text is read as: its limit, and the codes of its refusals. */
export interface JsonText {
  readonly limitCharacters: number;
  readonly notJson: RefusalCode;
  readonly tooLarge: RefusalCode;
}

const POLICY_TEXT: JsonText = {
  limitCharacters: POLICY_LIMIT_CHARACTERS,
  notJson: 'policy.not-json',
  tooLarge: 'policy.too-large',
};

/**
 * JSON text to a value, refusing what JSON.parse lets pass or chokes on: duplicate keys (it keeps the last), nesting
 * deeper than any policy, and text over the limit. One pass, no recursion, time linear in the text.
 */
export function readJson(text: string, kind: JsonText = POLICY_TEXT): Parsed<unknown> {
  const { limitCharacters } = kind;
  if (text.length > limitCharacters) {
    return refused({
      code: kind.tooLarge,
      path: '',
      expected: `at most ${String(limitCharacters)} characters`,
      got: `${String(text.length)} characters`,
      message: `The text has ${String(text.length)} characters; at most ${String(limitCharacters)} are read.`,
    });
  }
  const scanned = scanKeys(text);
  if (scanned !== null) return refused(scanned);
  try {
    return accepted(JSON.parse(text));
  } catch {
    return refused({
      code: kind.notJson,
      path: '',
      expected: 'a JSON object',
      got: text.slice(0, 40),
      message: 'The text is not JSON.',
    });
  }
}

export function tooLarge(got: string): Refusal {
  return {
    code: 'policy.too-large',
    path: '',
    expected: `at most ${String(POLICY_LIMIT_CHARACTERS)} characters and ${String(NESTING_LIMIT)} levels of nesting`,
    got,
    message: `The policy is too large to read: ${got}.`,
  };
}

/** Walks the tokens of (what should be) JSON; finds duplicate keys and too deep nesting, and leaves syntax to JSON.parse. */
function scanKeys(text: string): Refusal | null {
  const open: (Set<string> | null)[] = [];
  let [pendingFrom, pendingTo] = [-1, -1];
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') {
      pendingFrom = at;
      at = endOfString(text, at);
      pendingTo = at;
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : null);
      if (open.length > BRACKETS_LIMIT) return tooLarge(`more than ${String(BRACKETS_LIMIT)} brackets inside brackets`);
    } else if (character === '}' || character === ']') {
      open.pop();
    } else if (character === ':' && pendingFrom >= 0) {
      const key = decoded(text.slice(pendingFrom, pendingTo + 1));
      const keys = open.at(-1);
      if (keys?.has(key) === true) return duplicateKey(key);
      keys?.add(key);
      pendingFrom = -1;
    }
  }
  return null;
}

/** Where the string that begins at `from` has its closing quote; the end of the text where it has none. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') return at;
    if (character === '\\') at += 1;
  }
  return text.length;
}

function decoded(token: string): string {
  if (!token.includes('\\')) return token.slice(1, -1);
  try {
    return JSON.parse(token) as string;
  } catch {
    return token;
  }
}

const SHOWN_OF_A_KEY = 80;

/** A key as a refusal shows it: a hostile one may have a million characters. */
export function shownKey(key: string): string {
  return key.length <= SHOWN_OF_A_KEY ? key : `${key.slice(0, SHOWN_OF_A_KEY)}…`;
}

function duplicateKey(key: string): Refusal {
  const name = shownKey(key);
  return {
    code: 'policy.duplicate-key',
    path: name,
    expected: 'each key once',
    got: `${name} twice`,
    message: `The text names the key "${name}" twice in one object.`,
  };
}
