/** What stands on the boards of a fresh registry: per task the baseline with many seeds, a range test, and six arms. */
export interface TaskPlan {
  /** The task's file in content/tasks. */
  readonly file: string;
  readonly slug: string;
  readonly rangeTest: readonly string[];
  /** Six policies; one of them shows what a worse choice costs. */
  readonly policies: readonly string[];
}

export const BASELINE_SEEDS = 20;
export const ARM_SEEDS = 3;
export const HANDLE = 'ratebook';

export const plans: readonly TaskPlan[] = [
  {
    file: 'digits-mlp.json',
    slug: 'digits-mlp',
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
  },
  {
    file: 'wordnet-glosses.json',
    slug: 'wordnet-glosses',
    rangeTest: ['--from', '1e-4', '--to', '0.2', '--points', '15', '--seeds', '3'],
    policies: [
      'cosine(0.02, warmup=5%)',
      'linear(0.02)',
      'wsd(0.02, warmup=5%, decay=30%)',
      'cosine(0.05, warmup=10%)',
      'linear(0.02, warmup=10%) until 50%; constant(5e-3)',
      'constant(3e-3)',
    ],
  },
];
