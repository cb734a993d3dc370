/** What stands on the boards of a fresh registry: per task the baseline with many seeds, a range test, and other arms. */
export interface TaskPlan {
  /** The task's file in content/tasks. */
  readonly file: string;
  readonly slug: string;
  readonly baselineSeeds: number;
  readonly rangeTest: readonly string[];
  /** Policies; one of them shows what a worse choice costs. */
  readonly policies: readonly string[];
  readonly armSeeds: number;
  /** What a rule of thumb says, measured in an evaluation of its own; null where it is measured nowhere. */
  readonly ruleOfThumb: string | null;
  /** Words of `ratebook tune`, a study each. */
  readonly studies: readonly (readonly string[])[];
}

/**
 * All three methods; a target is what the calibration of the baseline gave before, rounded down: up, it would be one example
 * harder.
 */
const studiesOf = (target: string): TaskPlan['studies'] => [
  ['--method', 'single'],
  ['--method', 'cost-effective', '--from-registry', '--target', target],
  ['--method', 'composite'],
];

const SHORT_RANGE = ['--candidates', '5', '--from', '3e-4', '--to', '3e-2', '--seeds', '2'] as const;

export const HANDLE = 'ratebook';

export const plans: readonly TaskPlan[] = [
  {
    file: 'digits-mlp.json',
    slug: 'digits-mlp',
    baselineSeeds: 20,
    armSeeds: 3,
    ruleOfThumb: 'constant(0.1)',
    rangeTest: ['--from', '1e-4', '--to', '3', '--points', '19', '--seeds', '3'],
    policies: [
      'cosine(0.1, warmup=5%)',
      'linear(0.1)',
      'wsd(0.1, warmup=5%, decay=20%)',
      'multi-step(0.1, factor=0.1, at=[50%, 80%])',
      'constant(3e-3)',
      // Too high: it diverges within the first hundred updates, and the board shows what that costs.
      'constant(0.4)',
    ],
    studies: studiesOf('0.9629'),
  },
  {
    file: 'wordnet-glosses.json',
    slug: 'wordnet-glosses',
    baselineSeeds: 20,
    armSeeds: 3,
    ruleOfThumb: null,
    rangeTest: ['--from', '1e-4', '--to', '0.2', '--points', '15', '--seeds', '3'],
    policies: [
      'cosine(0.02, warmup=5%)',
      'linear(0.02)',
      'wsd(0.02, warmup=5%, decay=30%)',
      'cosine(0.05, warmup=10%)',
      'linear(0.02, warmup=10%) until 50%; constant(5e-3)',
      'constant(3e-3)',
    ],
    studies: studiesOf('0.5612'),
  },
  // About a minute a run on one core: fewer seeds, and grids of half decades.
  {
    file: 'minilm-rotten-tomatoes-lora.json',
    slug: 'minilm-rotten-tomatoes-lora',
    baselineSeeds: 3,
    armSeeds: 2,
    ruleOfThumb: null,
    rangeTest: ['--from', '1e-3', '--to', '0.1', '--points', '5'],
    policies: ['linear(0.01, warmup=10%)', 'constant(1e-3)'],
    studies: [
      ['--method', 'single', ...SHORT_RANGE],
      ['--method', 'cost-effective', '--target', '0.7379', ...SHORT_RANGE],
      ['--method', 'composite', '--heights', '3', ...SHORT_RANGE],
    ],
  },
  {
    file: 'minilm-wordnet-glosses-full.json',
    slug: 'minilm-wordnet-glosses-full',
    baselineSeeds: 3,
    armSeeds: 2,
    ruleOfThumb: null,
    rangeTest: ['--from', '3e-5', '--to', '3e-3', '--points', '5'],
    policies: ['linear(3e-4, warmup=10%)', 'constant(3e-5)'],
    studies: [],
  },
  {
    file: 'smollm2-speeches-lora.json',
    slug: 'smollm2-speeches-lora',
    baselineSeeds: 3,
    armSeeds: 2,
    ruleOfThumb: null,
    rangeTest: ['--from', '3e-4', '--to', '0.03', '--points', '5'],
    policies: ['linear(3e-3, warmup=10%)', 'constant(3e-4)'],
    studies: [],
  },
];
