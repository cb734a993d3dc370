/**
 * The palest that a line or a dot is drawn: at this opacity loss and metric keep a contrast of 3 : 1 to the paper in both
 * schemes (WCAG 2.2, 1.4.11), which tokens.test.ts computes.
 */
export const PALEST = 0.7;

/** How a line or a dot is drawn, by how much it counts. */
export interface Strength {
  readonly opacity: number;
  readonly lineWidth: number;
  readonly radius: number;
}

/**
 * From 0, the weakest that can still be seen, to 1. Paleness alone has too little room for an order, so that width goes
 * with it.
 */
export function strengthOf(share: number): Strength {
  return { opacity: PALEST + (1 - PALEST) * share, lineWidth: 1.35 + 0.9 * share, radius: 3 + 1.25 * share };
}
