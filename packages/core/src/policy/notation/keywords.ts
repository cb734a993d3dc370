import { laws } from '../laws/registry.js';

/** How a name that people use stands for one of our laws: field names in its spelling → ours, and fixed fields. */
export interface Alias {
  readonly law: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly fixed?: Readonly<Record<string, unknown>>;
  readonly drops?: readonly string[];
}

/** LRBench's names with LRBench's own field names, and a few of the field. They are read, never printed. */
const aliases: Readonly<Record<string, Alias>> = {
  fix: { law: 'constant', fields: { k0: 'learningRate' } },
  nstep: { law: 'multi-step', fields: { k0: 'initial', gamma: 'factor', l: 'at' } },
  exp: { law: 'exponential', fields: { k0: 'initial', gamma: 'factor' } },
  inv: { law: 'inverse', fields: { k0: 'initial', p: 'power' } },
  poly: { law: 'polynomial', fields: { k0: 'end', k1: 'initial', p: 'power', l: 'length' } },
  trapezoid: { law: 'warmup-stable-decay', fields: {} },
  'warmup-stable-decay': { law: 'warmup-stable-decay', fields: {} },
};

/** LRBench's spelling of the fields of a law that has our own name (`step(k0=0.1, gamma=0.1, l=10)`). */
const lrbenchFields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  step: { k0: 'initial', gamma: 'factor', l: 'every' },
};

const printed = new Map(laws.map((law) => [law.notation.name, law]));

/** The law that a name in notation stands for, and how its fields are spelt there. */
export function lawOfWord(word: string): Alias | null {
  const law = printed.get(word);
  if (law !== undefined) return { law: law.name, fields: lrbenchFields[word] ?? {} };
  return aliases[word] ?? null;
}

/** Every name that can begin a policy. */
export const lawWords: readonly string[] = [...printed.keys(), ...Object.keys(aliases), 'sequence'];
