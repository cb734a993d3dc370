/** One axis of a chart. */
export interface Axis {
  readonly label: string;
  readonly isLogarithmic: boolean;
}

/** From the least value of an axis to the greatest, both finite. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

const MANTISSAS = [1, 2, 5];

/** Where labels stand, at most about `most`: powers of ten (and 2, 5 between few of them), or even steps. */
export function ticksOf({ isLogarithmic }: Axis, { low, high }: Range, most: number): readonly number[] {
  return isLogarithmic ? logarithmicTicks(low, high, most) : evenTicks(low, high, most);
}

function logarithmicTicks(low: number, high: number, most: number): readonly number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const decades = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const isInside = (value: number) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  const powers = decades.map((decade) => 10 ** decade).filter(isInside);
  if (powers.length < 3)
    return decades.flatMap((decade) => MANTISSAS.map((one) => one * 10 ** decade)).filter(isInside);
  const every = Math.ceil(powers.length / most);
  return powers.filter((_, index) => index % every === 0);
}

function evenTicks(low: number, high: number, most: number): readonly number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(span / most));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => span / one <= most) ?? 10 * power;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}
