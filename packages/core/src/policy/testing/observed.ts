import type { LoopState, PolicyEvent } from '../closed-loop/loop.js';
import { compiledOf } from './read-line.js';

/** Readings of the metric `loss`, one after each update from the first on; null where it was not measured. */
export type Readings = readonly (number | null)[];

/** The same as evaluations. */
export function eventsOf(readings: Readings): readonly PolicyEvent[] {
  return readings.map((value, index) => ({ t: index + 1, metrics: value === null ? {} : { loss: value } }));
}

/** What a closed loop remembers after each reading, and the learning rate of the update that follows it. */
export function observed(
  line: string,
  totalUpdates: number,
  readings: Readings,
): readonly { readonly state: LoopState; readonly learningRate: number }[] {
  const { loop } = compiledOf(line, totalUpdates);
  if (loop === null) throw new RangeError(`${line} is no closed loop.`);
  let state = loop.start;
  return eventsOf(readings).map(({ t, metrics }) => {
    state = loop.observe(state, t, metrics);
    return { state, learningRate: loop.learningRateAt(state, t) };
  });
}

/** The learning rate after each reading. */
export function steeredBy(line: string, totalUpdates: number, readings: Readings): readonly number[] {
  return observed(line, totalUpdates, readings).map(({ learningRate }) => learningRate);
}
