import type { CompiledPolicy } from '../compile.js';
import { sampledUpdates } from './closest.js';

/** What a policy's curve looks like, whatever law it comes from: what the nearest settings of a tool are made of. */
export interface CurveShape {
  readonly totalUpdates: number;
  readonly first: number;
  readonly peak: number;
  readonly least: number;
  /** Where the curve would be after the last update. */
  readonly end: number;
  readonly firstAtPeak: number;
  readonly lastAtPeak: number;
}

const LOOKED_AT = 1200;

/** The shape at 1,200 updates spread over the run, and beside the policy's boundaries. */
export function curveShapeOf(compiled: CompiledPolicy): CurveShape {
  const { totalUpdates, learningRateAt } = compiled;
  const updates = sampledUpdates(compiled, LOOKED_AT).toSorted((a, b) => a - b);
  const values = updates.map(learningRateAt);
  const peak = Math.max(...values);
  return {
    totalUpdates,
    first: learningRateAt(0),
    peak,
    least: Math.min(...values),
    end: learningRateAt(totalUpdates),
    firstAtPeak: updates[values.indexOf(peak)] ?? 0,
    lastAtPeak: updates[values.lastIndexOf(peak)] ?? 0,
  };
}
