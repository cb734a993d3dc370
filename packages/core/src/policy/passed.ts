/**
 * How many of `count` ascending values, of which `valueAt` gives each by its index, are at or before `limit`: by
 * bisection, so that ten thousand are looked at fourteen times.
 */
export function countPassed(count: number, valueAt: (index: number) => number, limit: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (valueAt(middle) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
