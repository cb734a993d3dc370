import type { Refusal } from '@ratebook/core/refusal';

const FIELDS: Readonly<Record<string, string>> = {
  totalUpdates: 'Updates in all',
  updatesPerEpoch: 'Updates an epoch',
  examples: 'Training examples',
  batchSize: 'Examples an update',
  epochs: 'Epochs',
  tokensPerUpdate: 'Tokens an update',
};

/** A refusal as this site shows it: a sentence, and for notation the line with a caret under the column. */
export interface RefusalWords {
  readonly sentence: string;
  /** Two lines in mono: what was typed, and the caret; null where there is no column. */
  readonly caret: string | null;
}

/** Says a refusal to somebody who filled in a form: the form's own names, and what to fill in where something is missing. */
export function refusalWords(refusal: Pick<Refusal, 'code' | 'path' | 'expected' | 'got' | 'message'>): RefusalWords {
  const { code, path, expected, got, message } = refusal;
  const [sentence = '', ...caret] = message.split('\n');
  if (caret.length > 0) return { sentence, caret: caret.join('\n') };
  if (code === 'policy.missing-context' && expected.endsWith('updatesPerEpoch'))
    return said('It counts in epochs: say how many updates an epoch has, or your data, batch and epochs.');
  if (code === 'policy.missing-context' && expected.endsWith('tokensPerUpdate'))
    return said('It counts in tokens: say how many tokens an update has.');
  const field = FIELDS[path];
  // What only a table refuses says itself where longer ones are written.
  if (field === undefined || code === 'policy.too-large') return said(sentence);
  if (got === 'nothing') return said(`${field}: missing.`);
  return said(`${field}: ${/^\d|^(?:a|at most) /.test(expected) ? expected : withFieldNames(expected)}, not ${got}.`);
}

const said = (sentence: string): RefusalWords => ({ sentence, caret: null });

function withFieldNames(text: string): string {
  return text.replaceAll(/\b[a-z]+[A-Z]?[A-Za-z]*\b/g, (word) => FIELDS[word] ?? word);
}
