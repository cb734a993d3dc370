import { canonicalJson } from '../../canonical/index.js';
import { type Check, EVERY_STANDING } from '../check.js';
import { failed, passed } from '../verdict.js';

function firstDifference(a: string, b: string): number {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index += 1;
  return index;
}

/** The text's content in canonical JSON, or why there is none. */
function reencoded(text: string): { readonly again: string } | { readonly problem: string } {
  try {
    return { again: canonicalJson(JSON.parse(text)) };
  } catch (error) {
    if (error instanceof SyntaxError) return { problem: 'The text is not JSON.' };
    // A lone surrogate has no canonical text; nesting without end has none that can be written.
    return { problem: error instanceof TypeError ? error.message : 'The text is nested too deeply to be read.' };
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
    const encoded = reencoded(evidence.text);
    if ('problem' in encoded) return failed('no canonical JSON', threshold, encoded.problem);
    const { again } = encoded;
    if (again === evidence.text) return passed('the same bytes', threshold);
    const at = firstDifference(evidence.text, again);
    const [got, expected] = [evidence.text.slice(at, at + 20), again.slice(at, at + 20)];
    return failed(
      `differs at character ${String(at)}`,
      threshold,
      `At character ${String(at)} canonical JSON has ${expected}, the text has ${got}. Sign the canonical text.`,
    );
  },
};
