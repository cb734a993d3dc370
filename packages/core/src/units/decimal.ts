/** A finite double as the decimal it prints: `digits` × 10^`exponent`, exactly. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/**
 * The decimal that a double prints as (its shortest text that reads back). Lengths are computed on it: 7% of 100 is 7,
 * where the double 0.07 times 100 is a little more and would round up to 8.
 */
export function toDecimal(value: number): Decimal {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (match === null) throw new RangeError(`${String(value)} is not a finite number.`);
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  return { digits: BigInt(`${sign}${whole}${fraction}`), exponent: Number(power) - fraction.length };
}

const TEN = 10n;

/** ⌈a·b⌉ for a non-negative, both as the decimals they print. */
export function ceilProduct(a: number, b: number): number {
  const [left, right] = [toDecimal(a), toDecimal(b)];
  const digits = left.digits * right.digits;
  const exponent = left.exponent + right.exponent;
  if (exponent >= 0) return Number(digits * TEN ** BigInt(exponent));
  return Number(ceilDivide(digits, TEN ** BigInt(-exponent)));
}

/** ⌈a/b⌉ for a ≥ 0 and b > 0, both as the decimals they print. */
export function ceilQuotient(a: number, b: number): number {
  const [over, under] = [toDecimal(a), toDecimal(b)];
  const shift = over.exponent - under.exponent;
  return shift >= 0
    ? Number(ceilDivide(over.digits * TEN ** BigInt(shift), under.digits))
    : Number(ceilDivide(over.digits, under.digits * TEN ** BigInt(-shift)));
}

function ceilDivide(over: bigint, under: bigint): bigint {
  return (over + under - 1n) / under;
}

/** Moves the decimal point of a decimal text (`0.07`, `1e-3`) by `places` to the right, without computing. */
export function shiftPoint(text: string, places: number): string {
  const match = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) throw new RangeError(`${text} is not a decimal.`);
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  const digits = `${whole}${fraction}`;
  const point = whole.length + Number(power) + places;
  const padded = point < 0 ? `${'0'.repeat(-point)}${digits}` : digits.padEnd(point, '0');
  const at = Math.max(0, point);
  const head = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0';
  const tail = padded.slice(at).replace(/0+$/, '');
  return `${sign}${head}${tail === '' ? '' : `.${tail}`}`;
}
