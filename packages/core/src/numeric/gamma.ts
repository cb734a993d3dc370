/** Lanczos coefficients for g = 7, n = 9 (Godfrey 2001); relative error below 1e-14 for positive arguments. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;
const G = 7;

/** ln Γ(x) for x > 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  const t = z + G + 0.5;
  let sum: number = LANCZOS[0];
  for (let index = 1; index < LANCZOS.length; index += 1) sum += (LANCZOS[index] ?? 0) / (z + index);
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

// From here on the asymptotic series of digamma and trigamma are good to a double's last digits.
const ASYMPTOTIC_FROM = 12;

/** ψ(x), the derivative of ln Γ, for x > 0: recurrence, then its asymptotic series (Abramowitz and Stegun 6.3.18). */
export function digamma(x: number): number {
  let [value, at] = [0, x];
  while (at < ASYMPTOTIC_FROM) {
    value -= 1 / at;
    at += 1;
  }
  const r = 1 / (at * at);
  return value + Math.log(at) - 0.5 / at - r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r * (1 / 132)))));
}

/** ψ′(x) for x > 0 (Abramowitz and Stegun 6.4.12). */
export function trigamma(x: number): number {
  let [value, at] = [0, x];
  while (at < ASYMPTOTIC_FROM) {
    value += 1 / (at * at);
    at += 1;
  }
  const r = 1 / (at * at);
  return value + 1 / at + r / 2 + (r / at) * (1 / 6 - r * (1 / 30 - r * (1 / 42 - r * (1 / 30 - r * (5 / 66)))));
}

function tetragamma(x: number): number {
  let [value, at] = [0, x];
  while (at < ASYMPTOTIC_FROM) {
    value -= 2 / (at * at * at);
    at += 1;
  }
  const r = 1 / (at * at);
  return value - r - r / at - r * r * (1 / 2 - r * (1 / 6 - r * (1 / 6 - r * (3 / 10))));
}

/** The x > 0 with ψ′(x) = y, for y > 0, by Newton's method on 1/ψ′ (Smyth 2004, appendix). */
export function inverseTrigamma(y: number): number {
  if (y > 1e7) return 1 / Math.sqrt(y);
  if (y < 1e-6) return 1 / y;
  let x = 0.5 + 1 / y;
  for (let round = 0; round < 60; round += 1) {
    const value = trigamma(x);
    const step = (value * (1 - value / y)) / tetragamma(x);
    x += step;
    if (Math.abs(step) < 1e-13 * x) break;
  }
  return x;
}
