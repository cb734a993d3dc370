import fc from 'fast-check';
import { type Length, type RunContext, updatesOf } from '../../units/index.js';

/** A run that says everything, so that every unit of length can be used. */
export interface FullContext extends RunContext {
  readonly totalUpdates: number;
  readonly updatesPerEpoch: number;
  readonly tokensPerUpdate: number;
}

export const arbitraryContext: fc.Arbitrary<FullContext> = fc.record({
  totalUpdates: fc.integer({ min: 1, max: 240 }),
  updatesPerEpoch: fc.constantFrom(1, 7, 12.5, 40, 1000 / 3),
  tokensPerUpdate: fc.constantFrom(1, 48, 4096),
});

/** A share of what there is room for, and the unit it is written in. */
export interface LengthDraw {
  readonly share: number;
  readonly unit: 'steps' | 'epochs' | 'tokens' | 'ratio';
}

export const arbitraryLengthDraw: fc.Arbitrary<LengthDraw> = fc.record({
  share: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  unit: fc.constantFrom('steps', 'epochs', 'tokens', 'ratio'),
});

/** Where a length stands: what it may take, and the horizon that a ratio is of. */
export interface Room {
  readonly least: number;
  readonly most: number;
  readonly horizon: number;
  readonly context: FullContext;
}

/** The drawn length, of `least` to `most` updates, in its unit where that gives a length inside the room, else in steps. */
export function lengthOf({ share, unit }: LengthDraw, { least, most, horizon, context }: Room): Length {
  const steps = least + Math.floor(share * (most - least + 1));
  const wanted = spell(steps, unit, horizon, context);
  const updates = updatesOf(wanted, horizon, context);
  return typeof updates === 'number' && updates >= least && updates <= most ? wanted : { steps };
}

function spell(steps: number, unit: LengthDraw['unit'], horizon: number, context: FullContext): Length {
  switch (unit) {
    case 'steps':
      return { steps };
    case 'epochs':
      return { epochs: steps / context.updatesPerEpoch };
    case 'tokens':
      // One token less than whole updates hold: it is rounded up to them.
      return { tokens: Math.max(1, steps * context.tokensPerUpdate - 1) };
    case 'ratio':
      return { ratio: steps / horizon };
  }
}
