import { accepted, type Parsed, refused, type Refusal } from '../refusal/index.js';

/** A million characters: a table of ten thousand points fits four times. */
export const POLICY_LIMIT_CHARACTERS = 1_000_000;
export const NESTING_LIMIT = 32;

/**
 * JSON text to a value, refusing what JSON.parse lets pass or chokes on: duplicate keys (it keeps the last), nesting
 * deeper than any policy, and text over the limit. One pass, no recursion.
 */
export function readJson(text: string): Parsed<unknown> {
  if (text.length > POLICY_LIMIT_CHARACTERS) return refused(tooLarge(`${String(text.length)} characters`));
  const scanned = scanKeys(text);
  if (scanned !== null) return refused(scanned);
  try {
    return accepted(JSON.parse(text));
  } catch {
    return refused({
      code: 'policy.not-json',
      path: '',
      expected: 'a JSON object',
      got: text.slice(0, 40),
      message: 'The policy document is not JSON.',
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
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;
  const open: (Set<string> | null)[] = [];
  let pending: string | null = null;
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    const token = match[0];
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : null);
      if (open.length > NESTING_LIMIT) return tooLarge(`more than ${String(NESTING_LIMIT)} levels of nesting`);
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (token === ':') {
      const keys = open.at(-1);
      if (pending !== null && keys) {
        if (keys.has(pending)) return duplicateKey(pending);
        keys.add(pending);
      }
    }
    pending = token.startsWith('"') ? decoded(token) : null;
  }
  return null;
}

function decoded(token: string): string {
  try {
    return JSON.parse(token) as string;
  } catch {
    return token;
  }
}

function duplicateKey(key: string): Refusal {
  return {
    code: 'policy.duplicate-key',
    path: key,
    expected: 'each key once',
    got: `${key} twice`,
    message: `The policy document names the key "${key}" twice in one object.`,
  };
}
