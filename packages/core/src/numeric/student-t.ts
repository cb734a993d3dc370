import { betaQuantile, incompleteBeta } from './beta.js';

/** P(T ≤ t) of Student's t with `degrees` > 0 degrees of freedom. */
export function studentTCdf(t: number, degrees: number): number {
  const tail = 0.5 * incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
  return t >= 0 ? 1 - tail : tail;
}

/** The t with P(T ≤ t) = p, 0 < p < 1. */
export function studentTQuantile(p: number, degrees: number): number {
  if (p === 0.5) return 0;
  const upper = p > 0.5;
  const tail = upper ? 1 - p : p;
  // t² is a ratio of a beta variable: 2·tail = I_x(ν/2, ½) with x = ν/(ν + t²).
  const x = betaQuantile(2 * tail, degrees / 2, 0.5);
  const t = Math.sqrt((degrees * (1 - x)) / x);
  return upper ? t : -t;
}

/** Degrees of freedom of a sum of two variance estimates (Welch–Satterthwaite). */
export function welchDegrees(varianceA: number, degreesA: number, varianceB: number, degreesB: number): number {
  return (varianceA + varianceB) ** 2 / (varianceA ** 2 / degreesA + varianceB ** 2 / degreesB);
}
