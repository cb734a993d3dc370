const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const LARGE = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** A whole number with thin grouping: `5,000`. */
export function formatCount(count: number): string {
  return WHOLE.format(count);
}

/** `1 run`, `3 runs`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A size in three figures: `3.23B`, `66M`, `12.8k`. */
export function formatLarge(value: number): string {
  const step = LARGE.find(([size]) => Math.abs(value) >= size);
  return step === undefined
    ? String(Number(value.toPrecision(3)))
    : `${Number((value / step[0]).toPrecision(3))}${step[1]}`;
}

/**
 * A metric with its unit: shares (0 to 1) and percentages as `47.8%`, everything else with four figures and its unit.
 * A metric is never rounded to fewer digits than tell two neighbouring rows apart on a board: two decimals of a percent.
 */
export function formatMetric(value: number, unit: string | null): string {
  if (unit === 'share' || unit === 'ratio' || unit === 'fraction') return `${trimmed(value * 100, 2)}%`;
  if (unit === 'percent' || unit === '%') return `${trimmed(value, 2)}%`;
  const figures = String(Number(value.toPrecision(4)));
  return unit === null || unit === '' || unit === '1' ? figures : `${figures} ${unit}`;
}

function trimmed(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)));
}

/** Four significant digits, in powers of ten where the number is very small or large. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-3 || size >= 1e7)) {
    const [mantissa = '', exponent = ''] = Number(value.toPrecision(4)).toExponential().split('e');
    return `${mantissa}e${String(Number(exponent))}`;
  }
  return String(Number(value.toPrecision(4)));
}
