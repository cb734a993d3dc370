import { type Length, shiftPoint } from '../../units/index.js';

// From a hundredth up people write 0.1; below, 2e-5.
const PLAIN_FROM = 0.01;
const PLAIN_TO = 100_000;

/** A number as people write learning rates: `0.1`, `2e-5`. Reads back as the same double. */
export function formatLearningRate(value: number): string {
  if (value === 0 || (Math.abs(value) >= PLAIN_FROM && Math.abs(value) < PLAIN_TO)) return String(value);
  return value.toExponential().replace('e+', 'e');
}

/** A ratio as a percentage, by moving the decimal point: 0.0007 is 0.07%. */
export function formatPercent(ratio: number): string {
  return `${shiftPoint(String(ratio), 2)}%`;
}

/** The ratio that a percentage's text means: 0.07 (percent) is the double 0.0007. */
export function ratioOfPercent(text: string): number {
  const [digits = '', power = '0'] = text.toLowerCase().split('e');
  return Number(`${digits}e${String(Number(power) - 2)}`);
}

/** A length as notation prints it: bare updates, `2 epochs`, `1000000 tokens`, `3%`. */
export function formatLength(length: Length): string {
  if ('steps' in length) return String(length.steps);
  if ('ratio' in length) return formatPercent(length.ratio);
  return 'epochs' in length ? `${String(length.epochs)} epochs` : `${String(length.tokens)} tokens`;
}
