/** A generator of whole numbers in [0, 2^32). */
export type RandomUint32 = () => number;

/**
 * xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), its state filled by
 * splitmix32 from `seed` and the name of the stream. Integer arithmetic only: the same numbers on every engine. Different
 * streams of one seed (weights, order of epoch 0, order of epoch 1, …) are unrelated.
 */
export function randomStream(seed: number, stream: number): RandomUint32 {
  const next = splitmix32(mix32(seed >>> 0) ^ mix32((stream + 0x9e3779b9) >>> 0));
  let a = next();
  let b = next();
  let c = next();
  let d = next();
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

/** A whole number in [0, limit), for a limit up to 2^21, from the upper bits of one draw. */
export function randomBelow(random: RandomUint32, limit: number): number {
  return Math.floor((random() * limit) / 2 ** 32);
}

/** 0 … count − 1 in random order (Fisher and Yates). */
export function randomPermutation(random: RandomUint32, count: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  for (let index = count - 1; index > 0; index--) {
    const other = randomBelow(random, index + 1);
    const held = order[index] ?? 0;
    order[index] = order[other] ?? 0;
    order[other] = held;
  }
  return order;
}

/** The finaliser of MurmurHash3: spreads the bits of a 32-bit number over all of them. */
export function mix32(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function splitmix32(seed: number): RandomUint32 {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return mix32(state);
  };
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
