import { canonicalJson } from '../../canonical/index.js';
import { type Check, EVERY_STANDING } from '../check.js';
import { failed, passed } from '../verdict.js';

function firstDifference(a: string, b: string): number {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index += 1;
  return index;
}

function reencoded(text: string): string | null {
  try {
    return canonicalJson(JSON.parse(text));
  } catch {
    return null;
  }
}

export const textIsCanonical: Check = {
  id: 'F02',
  title: 'Canonical JSON',
  level: 0,
  version: '1',
  doesNotProve: 'That the content is right: only that one content has one text, and so one id.',
  requiredFor: EVERY_STANDING,
  check: ({ evidence }) => {
    const threshold = 'RFC 8785: re-encoding gives the same bytes';
    const again = reencoded(evidence.text);
    if (again === evidence.text) return passed('the same bytes', threshold);
    if (again === null) return failed('not JSON', threshold, 'The text is not JSON.');
    const at = firstDifference(evidence.text, again);
    const [got, expected] = [evidence.text.slice(at, at + 20), again.slice(at, at + 20)];
    return failed(
      `differs at character ${String(at)}`,
      threshold,
      `At character ${String(at)} canonical JSON has ${expected}, the text has ${got}.`,
    );
  },
};
