import { laws } from '../laws/registry.js';

/** How a name that people use stands for one of our laws: field names in its spelling → ours, and what it fixes. */
export interface Alias {
  readonly law: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Fields that the name itself says; they cannot be given beside it. */
  readonly fixed: Readonly<Record<string, unknown>>;
}

/** LRBench's waves: TRI, DTRI, SIN, DSIN, COS, UPCOS, RSW, SINRSW, COSRSW, each bare, halved (2) and damped (EXP). */
function lrbenchWaves(): readonly (readonly [string, Alias])[] {
  const waves = [
    ['tri', 'triangle', 'low'],
    ['dtri', 'triangle', 'high'],
    ['sin', 'sine', 'low'],
    ['dsin', 'sine', 'high'],
    ['cos', 'cosine', 'high'],
    ['upcos', 'cosine', 'low'],
    ['rsw', 'sawtooth', 'low'],
    ['sinrsw', 'sine-sawtooth', 'low'],
    ['cosrsw', 'cosine-sawtooth', 'low'],
  ] as const;
  const ends = { k0: 'low', k1: 'high', l: 'length' };
  return waves.flatMap(([name, shape, start]): (readonly [string, Alias])[] => {
    const said = { shape, start };
    return [
      [name, { law: 'wave', fields: ends, fixed: { ...said, damping: 'none' } }],
      [`${name}2`, { law: 'wave', fields: ends, fixed: { ...said, damping: 'halving' } }],
      [`${name}exp`, { law: 'wave', fields: { ...ends, gamma: 'damping' }, fixed: said }],
    ];
  });
}

/** LRBench's names with LRBench's own field names. They are read, in small or capital letters, and never printed. */
const lrbenchNames = new Map<string, Alias>([
  ['fix', { law: 'constant', fields: { k0: 'learningRate' }, fixed: {} }],
  ['step', { law: 'step', fields: { k0: 'initial', gamma: 'factor', l: 'every' }, fixed: {} }],
  ['nstep', { law: 'multi-step', fields: { k0: 'initial', gamma: 'factor', l: 'at' }, fixed: {} }],
  ['exp', { law: 'exponential', fields: { k0: 'initial', gamma: 'factor' }, fixed: {} }],
  ['inv', { law: 'inverse', fields: { k0: 'initial', gamma: 'gamma', p: 'power' }, fixed: {} }],
  ['poly', { law: 'polynomial', fields: { k0: 'end', k1: 'initial', p: 'power', l: 'length' }, fixed: {} }],
  ['sig', { law: 'sigmoid', fields: { k0: 'initial', gamma: 'gamma', l: 'center' }, fixed: {} }],
  ...lrbenchWaves(),
]);

/** Names that the field uses beside ours. */
const otherNames = new Map<string, Alias>([
  ['trapezoid', { law: 'warmup-stable-decay', fields: {}, fixed: { shape: 'linear' } }],
  ['warmup-stable-decay', { law: 'warmup-stable-decay', fields: {}, fixed: {} }],
]);

const printed = new Map(laws.map((law) => [law.notation.name, law]));

/** A name in capitals is LRBench's; ours are small. */
function smallIfCapitals(word: string): string {
  return word === word.toUpperCase() ? word.toLowerCase() : word;
}

/** The law that one of LRBench's own names stands for, in small or capital letters; null for any other name. */
export function lrbenchLaw(word: string): Alias | null {
  return lrbenchNames.get(smallIfCapitals(word)) ?? null;
}

/** LRBench's names, in small letters. */
export const lrbenchWords: readonly string[] = [...lrbenchNames.keys()];

/** The law that a name in notation stands for, and how its fields are spelt there. */
export function lawOfWord(word: string): Alias | null {
  const lrbench = lrbenchLaw(word);
  if (lrbench !== null) return lrbench;
  const law = printed.get(word);
  return law === undefined ? (otherNames.get(word) ?? null) : { law: law.name, fields: {}, fixed: {} };
}

/** Every name that can begin a policy. */
export const lawWords: readonly string[] = [
  ...new Set([...printed.keys(), ...lrbenchNames.keys(), ...otherNames.keys(), 'sequence', 'switch']),
];
