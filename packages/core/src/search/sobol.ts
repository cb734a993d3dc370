/** Dimensions that have direction numbers below. */
export const SOBOL_DIMENSIONS = 16;

const BITS = 32;

/**
 * Primitive polynomials (degree s, coefficients a) and initial direction numbers m of dimensions 2 to 16: the first rows of
 * new-joe-kuo-6.21201 (Joe and Kuo, "Constructing Sobol sequences with better two-dimensional projections", 2008).
 */
const JOE_KUO: readonly (readonly [s: number, a: number, m: readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
  [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]],
  [5, 14, [1, 3, 5, 5, 31]],
  [6, 1, [1, 3, 3, 9, 7, 49]],
  [6, 13, [1, 1, 1, 15, 21, 21]],
  [6, 16, [1, 3, 1, 13, 27, 49]],
];

function directionsOf(dimension: number): readonly number[] {
  if (dimension === 0) return Array.from({ length: BITS }, (_, bit) => (1 << (BITS - 1 - bit)) >>> 0);
  const [s, a, m] = JOE_KUO[dimension - 1] ?? [0, 0, []];
  const directions = m.map((value, bit) => (value << (BITS - 1 - bit)) >>> 0);
  for (let bit = s; bit < BITS; bit += 1) {
    const back = directions[bit - s] ?? 0;
    let value = back ^ (back >>> s);
    for (let k = 1; k < s; k += 1) if ((a >>> (s - 1 - k)) & 1) value ^= directions[bit - k] ?? 0;
    directions.push(value >>> 0);
  }
  return directions;
}

/**
 * The first points of Sobol's sequence in [0, 1)^dimensions, in Gray-code order (Antonov and Saleev 1979), each coordinate
 * shifted by XOR with `shift` (32 bits a dimension, 0: not shifted), which keeps its evenness and makes it seeded. Throws a
 * RangeError beyond `SOBOL_DIMENSIONS`.
 */
export function* sobol(dimensions: number, shift: readonly number[]): Generator<readonly number[], never, undefined> {
  if (!(dimensions >= 1 && dimensions <= SOBOL_DIMENSIONS))
    throw new RangeError(`Sobol's sequence is known here for 1 to ${String(SOBOL_DIMENSIONS)} dimensions.`);
  const directions = Array.from({ length: dimensions }, (_, dimension) => directionsOf(dimension));
  const state = directions.map(() => 0);
  for (let index = 0; ; index += 1) {
    yield state.map((bits, dimension) => ((bits ^ (shift[dimension] ?? 0)) >>> 0) / 2 ** BITS);
    // The bit that changes: the lowest zero of the index.
    const bit = Math.clz32(~index & -~index) ^ 31;
    for (const [dimension, bits] of state.entries()) state[dimension] = bits ^ (directions[dimension]?.[bit] ?? 0);
  }
}
