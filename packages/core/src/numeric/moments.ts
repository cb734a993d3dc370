/** Mean of one or more values. */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('A mean needs a value.');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample variance (n − 1) of two or more values, by the two-pass formula with its correction. */
export function sampleVariance(values: readonly number[]): number {
  if (values.length < 2) throw new RangeError('A variance needs two values.');
  const centre = mean(values);
  let [squares, rest] = [0, 0];
  for (const value of values) {
    squares += (value - centre) ** 2;
    rest += value - centre;
  }
  return (squares - rest ** 2 / values.length) / (values.length - 1);
}
