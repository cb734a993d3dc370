import { laws, lawsNotBuilt } from '../laws/registry.js';

/** How a name that people use stands for one of our laws: field names in its spelling → ours, and what it fixes. */
export interface Alias {
  readonly law: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Fields that the name itself says; they cannot be given beside it. */
  readonly fixed: Readonly<Record<string, unknown>>;
}

/** LRBench's names with LRBench's own field names. They are read, in small or capital letters, and never printed. */
const lrbenchNames = new Map<string, Alias>([
  ['fix', { law: 'constant', fields: { k0: 'learningRate' }, fixed: {} }],
  ['step', { law: 'step', fields: { k0: 'initial', gamma: 'factor', l: 'every' }, fixed: {} }],
  ['nstep', { law: 'multi-step', fields: { k0: 'initial', gamma: 'factor', l: 'at' }, fixed: {} }],
  ['exp', { law: 'exponential', fields: { k0: 'initial', gamma: 'factor' }, fixed: {} }],
  ['inv', { law: 'inverse', fields: { k0: 'initial', gamma: 'gamma', p: 'power' }, fixed: {} }],
  ['poly', { law: 'polynomial', fields: { k0: 'end', k1: 'initial', p: 'power', l: 'length' }, fixed: {} }],
]);

/** Names that the field uses beside ours. */
const otherNames = new Map<string, Alias>([
  ['trapezoid', { law: 'warmup-stable-decay', fields: {}, fixed: { shape: 'linear' } }],
  ['warmup-stable-decay', { law: 'warmup-stable-decay', fields: {}, fixed: {} }],
]);

/** LRBench's waves: TRI, DTRI, SIN, DSIN, COS, UPCOS, RSW, SINRSW, COSRSW, each bare, halved (2) and damped (EXP). */
const LRBENCH_WAVE = /^(?:d?tri|d?sin|(?:up)?cos|(?:sin|cos)?rsw)(?:2|exp)?$/;

const printed = new Map(laws.map((law) => [law.notation.name, law]));

/** A name in capitals is LRBench's; ours are small. */
function smallIfCapitals(word: string): string {
  return word === word.toUpperCase() ? word.toLowerCase() : word;
}

/** The law that one of LRBench's own names stands for, in small or capital letters; null for any other name. */
export function lrbenchLaw(word: string): Alias | null {
  return lrbenchNames.get(smallIfCapitals(word)) ?? null;
}

/** LRBench's names of the laws that are built. */
export const lrbenchWords: readonly string[] = [...lrbenchNames.keys()];

/** The law that a name in notation stands for, and how its fields are spelt there. */
export function lawOfWord(word: string): Alias | null {
  const lrbench = lrbenchLaw(word);
  if (lrbench !== null) return lrbench;
  const law = printed.get(word);
  return law === undefined ? (otherNames.get(word) ?? null) : { law: law.name, fields: {}, fixed: {} };
}

/** The law of the language that a name stands for and that this version cannot evaluate yet, or null. */
export function unbuiltLawOfWord(word: string): string | null {
  if (lawsNotBuilt.includes(word)) return word;
  const small = smallIfCapitals(word);
  if (small === 'sig') return 'sigmoid';
  return LRBENCH_WAVE.test(small) ? 'wave' : null;
}

/** Every name that can begin a policy. */
export const lawWords: readonly string[] = [
  ...new Set([...printed.keys(), ...lrbenchNames.keys(), ...otherNames.keys(), 'sequence']),
];
