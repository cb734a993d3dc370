/** Values that are thrown away first: neighbouring seeds begin alike. */
const BURNT = 16;

/** Numbers in [0, 1), the same ones for the same positive seed: the minimal standard generator of Park and Miller. */
export function uniform(seed: number): () => number {
  const [multiplier, modulus] = [48_271, 2_147_483_647];
  let state = seed;
  const next = () => {
    state = (state * multiplier) % modulus;
    return state / modulus;
  };
  for (let index = 0; index < BURNT; index += 1) next();
  return next;
}
