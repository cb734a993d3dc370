/**
 * Rounds to float32. A sum, difference, product or quotient of two floats that is computed in double and rounded once is
 * what the machine computes in float32; a power, a cosine or a logarithm is that within its last bit.
 */
export const single = Math.fround;

const SINGLE_PI = single(Math.PI);

/** ½(1 + cos(π·share)) in float32, the product first. */
export function singleHalfWave(share: number): number {
  return single(0.5 * single(1 + single(Math.cos(single(SINGLE_PI * share)))));
}
