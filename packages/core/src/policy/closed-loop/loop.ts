import type { Json } from '../../canonical/index.js';
import { countPassed } from '../passed.js';

/** Metrics of one evaluation, by name. */
export type Metrics = Readonly<Record<string, number>>;

/** A metric of an evaluation; null where it was not measured, or was no finite number: neither is observed. */
export function readingOf(metrics: Metrics, name: string): number | null {
  const value: unknown = Object.hasOwn(metrics, name) ? metrics[name] : null;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** An evaluation that a closed loop answers to: `t` updates were done when it was made. */
export interface PolicyEvent {
  readonly t: number;
  readonly metrics: Metrics;
}

/** What a closed loop remembers: plain data, so that it can be kept, compared and sent. Never changed in place. */
export type LoopState = Json;

/**
 * A closed loop as an explicit state machine: (state, evaluation) → state, and (state, t) → learning rate. The same one
 * steers a training and replays its log, so that a replay gives the very learning rates that were handed out. Times are
 * local to the node that the loop belongs to.
 */
export interface Loop {
  /** Metrics that it listens to, each once. */
  readonly metrics: readonly string[];
  readonly start: LoopState;
  /** The state after an evaluation at local time τ: the learning rate of update τ already answers to it. */
  readonly observe: (state: LoopState, localTime: number, metrics: Metrics) => LoopState;
  /** The learning rate at a local time that is not before the last evaluation observed. */
  readonly learningRateAt: (state: LoopState, localTime: number) => number;
}

/**
 * The learning rates of a run whose evaluations are known: a pure function of the update, logarithmic in evaluations.
 * `events` ascend in t (several at one t count in their order); throws a RangeError where they do not.
 */
export function replayLoop(loop: Loop, events: readonly PolicyEvent[]): (t: number) => number {
  const states: LoopState[] = [];
  let state = loop.start;
  for (const [index, { t, metrics }] of events.entries()) {
    if (t < (events[index - 1]?.t ?? 0)) throw new RangeError(`Evaluations ascend: ${String(t)} comes too late.`);
    state = loop.observe(state, t, metrics);
    states.push(state);
  }
  const times = Float64Array.from(events, ({ t }) => t);
  return (t) => {
    const seen = countPassed(times, t);
    return loop.learningRateAt(seen === 0 ? loop.start : (states[seen - 1] ?? null), t);
  };
}
