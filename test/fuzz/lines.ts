import { readFileSync } from 'node:fs';
import { type Policy, printPolicy } from '@ratebook/core/policy';
import type { Chance } from './chance.js';

const VECTORS = new URL('../vectors/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, VECTORS), 'utf8');

/** Documents that another implementation is checked against: every law, sequences, switches, groups. */
export const documents: readonly Policy[] = (
  JSON.parse(read('policies.json')) as { readonly vectors: readonly { readonly document: Policy }[] }
).vectors.map(({ document }) => document);

/** Lines of notation, those that are refused included. */
export const lines: readonly string[] = [
  ...documents.map((policy) => printPolicy(policy)),
  ...read('notation-valid.txt')
    .split('\n')
    .map((row) => row.split('\t')[0] ?? ''),
  ...read('notation-invalid.txt')
    .split('\n')
    .map((row) => row.split('\t')[1] ?? ''),
].filter((line) => line !== '' && !line.startsWith('#'));

const NUMBERS = [
  ...[
    '0',
    '-0',
    '1e999',
    '-1e999',
    '1e-999',
    '5e-324',
    '1.7976931348623157e308',
    '9007199254740991',
    '9007199254740993',
  ],
  ...['1e15', '0.1', '.5', '5.', '1e', '1e+', '0x1', 'NaN', 'Infinity', '-1', '3%', '1e300%', '100%', '1'.repeat(400)],
];
const WORDS = [
  ...[
    'constant',
    'linear',
    'sequence',
    'switch',
    'until',
    'resume',
    'with',
    'groups',
    'warmup',
    'warmup-from',
    'damping',
  ],
  ...[
    'end',
    'length',
    'every',
    'at',
    'metric',
    'value',
    'at-most',
    'epochs',
    'tokens',
    'steps',
    'toString',
    '__proto__',
  ],
  ...['constructor', 'null', 'true', 'lrPolicy_FIX+k0_0.1', '-AT-', 'tri2', 'noam', 'plateau', 'ladder', 'table'],
];
const MARKS = [
  '(',
  ')',
  '[',
  ']',
  ',',
  ';',
  ':',
  '=',
  '%',
  '->',
  '→',
  '..',
  '-',
  '+',
  '"',
  '{',
  '}',
  '\\',
  ' ',
  '\n',
  '\t',
];
const STRANGE = ['\u0000', '\u00a0', '\u202e', '\ufeff', '½', '１', '𝟙', '😀', '\ud800', '\udfff', 'é', 'ß', '∞', '−'];
const PIECES = [...NUMBERS, ...WORDS, ...MARKS, ...STRANGE];

/** One change of a text: a piece put in, cut out, doubled, or taken from another text. */
function changed(text: string, other: string, chance: Chance): string {
  const at = chance.upTo(text.length);
  const to = Math.min(text.length, at + 1 + chance.upTo(8));
  switch (chance.upTo(5)) {
    case 0:
      return text.slice(0, at) + chance.of(PIECES) + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(to);
    case 2:
      return text.slice(0, at) + chance.of(PIECES) + text.slice(to);
    case 3:
      return text.slice(0, to) + text.slice(at);
    case 4:
      return text.slice(0, at) + other.slice(chance.upTo(other.length));
    default:
      return text.slice(0, at);
  }
}

const NUMBER = /\d+(?:\.\d+)?(?:e-?\d+)?/g;

/** One number of the text made another: what is read more often than not. */
function renumbered(text: string, chance: Chance): string {
  const found = [...text.matchAll(NUMBER)];
  if (found.length === 0) return text;
  const { 0: number, index } = chance.of(found);
  return text.slice(0, index) + chance.of(NUMBERS) + text.slice(index + number.length);
}

/** The text after a gentle change, or after one to four rough ones. */
export function mutated(text: string, other: string, chance: Chance): string {
  if (chance.holds(0.3)) return renumbered(text, chance);
  let now = text;
  for (let change = chance.upTo(3); change >= 0; change -= 1) now = changed(now, other, chance);
  return now;
}

/** A line of pieces that have nothing to do with one another. */
export function nonsense(chance: Chance): string {
  return Array.from({ length: chance.upTo(30) }, () => chance.of(PIECES)).join(chance.holds(0.5) ? ' ' : '');
}
