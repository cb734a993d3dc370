const FORMULAS: Readonly<Record<string, string>> = {
  constant: 'η(τ) = learningRate',
  step: 'η(τ) = initial · factor^⌊τ / every⌋',
  'multi-step': 'η(τ) = initial · factor^(number of boundaries ≤ τ)',
  exponential: 'η(τ) = initial · factor^(τ / every)',
  inverse: 'η(τ) = initial · (1 + gamma · τ / every)^(−power)',
  linear: 'η(τ) = initial + (end − initial) · min(τ, L) / L',
  polynomial: 'η(τ) = end + (initial − end) · (1 − min(τ, L) / L)^power',
  sigmoid: 'η(τ) = initial / (1 + e^(−gamma · (τ − center) / unit))',
  cosine: 'η(τ) = end + (peak − end) · ½ · (1 + cos(2π · cycles · min(τ, L) / L))',
  'cosine-restarts': 'η(τ) = end + (peak − end) · ½ · (1 + cos(π · position in the cycle))',
  'inverse-sqrt': 'η(τ) = peak / √(1 + τ / timescale)',
  noam: 'η(t) = scale · dimension^(−½) · min((t + 1)^(−½), (t + 1) · warmupSteps^(−1.5))',
  'warmup-stable-decay': 'η(τ) = peak until T − decay, then down to end by the shape',
  'one-cycle': 'η(τ): up from peak / startDivisor to peak, down to peak / (startDivisor · endDivisor)',
  wave: 'η(τ) = low + (high − low) · wave(τ / length) · damping',
  cyclic: 'η(τ) = low + (high − low) · triangle(τ; up, down) · damping',
  rex: 'η(τ) = end + (peak − end) · z / (0.1 + 0.9 z), z = 1 − min(τ, L) / L',
  table: 'η(τ) = the last point at or before τ',
  sequence: 'η(t): each phase in turn, at its own local time; a boundary belongs to the phase on its right',
  plateau: 'η after each evaluation: times factor once patience evaluations brought nothing better',
  ladder: 'η after each evaluation: one rung up before the turn, one down after it, when progress stops',
  switch: 'η(t): before until the metric reaches value, after from then on',
};

/**
 * One line that says a law, τ being updates since the law began (after its warm-up) and L its length; a law that this site
 * does not know yet says where its definition stands.
 */
export function lawFormula(law: string): string {
  return FORMULAS[law] ?? 'see the policy language for this law’s definition';
}
