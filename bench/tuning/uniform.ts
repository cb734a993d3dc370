/**
 * Numbers in [0, 1), the same ones for the same positive seed: the minimal standard generator of Park and Miller. What is
 * drawn more than once is drawn from one stream: those of two seeds are multiples of each other, and so not independent.
 */
export function uniform(seed: number): () => number {
  const [multiplier, modulus] = [48_271, 2_147_483_647];
  let state = seed;
  return () => {
    state = (state * multiplier) % modulus;
    return state / modulus;
  };
}
