const DIGITS = 3;

/**
 * A learning rate as people write it: `0.1`, `0.03`, but `1e-3`, `2e-5`, `1.25e-4`; at most three significant digits.
 * From 0.01 up to 1000 it is a decimal, elsewhere a power of ten.
 */
export function formatLearningRate(learningRate: number): string {
  if (learningRate === 0) return '0';
  const rounded = Number(learningRate.toPrecision(DIGITS));
  const size = Math.abs(rounded);
  if (size >= 0.01 && size < 1000) return String(rounded);
  const [mantissa = '', exponent = ''] = rounded.toExponential().split('e');
  return `${mantissa}e${String(Number(exponent))}`;
}

/** A sentence with the small decimals in it, `0.00003`, written as people write learning rates: `3e-5`. */
export function withLearningRates(sentence: string): string {
  return sentence.replaceAll(/\b0\.00\d+\b/g, (decimal) => formatLearningRate(Number(decimal)));
}

/** A range of learning rates, `1e-4 – 3e-4`; a single one where both ends are the same. */
export function formatLearningRateRange(low: number, high: number): string {
  const [from, to] = [formatLearningRate(low), formatLearningRate(high)];
  return from === to ? from : `${from} – ${to}`;
}
