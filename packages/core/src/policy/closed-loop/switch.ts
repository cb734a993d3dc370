import type { Json } from '../../canonical/index.js';
import type { CompiledNode } from '../compiled-node.js';
import { LawRefusal } from '../law.js';
import type { PolicyNode, SwitchNode } from '../policy.js';
import { type Loop, type LoopState, readingOf } from './loop.js';

/** What a switch remembers: when it switched, and what the half that holds remembers. */
type SwitchState = { readonly switchedAt: number | null; readonly inner: LoopState };

/** The two halves of a switch, compiled. */
export interface SwitchParts {
  readonly node: Pick<SwitchNode, 'metric' | 'direction' | 'value' | 'after'>;
  readonly before: CompiledNode;
  /** `after` for what is left of the horizon when it holds from local time `start` on. */
  readonly afterFrom: (start: number) => CompiledNode;
  /** The local time at which `after` holds in any case. */
  readonly atMost: number;
}

const MOST_TRIED = 1000;
const MOST_REMEMBERED = 16;

/**
 * `after` for what is left. Its shares are rounded up, so that it may fit the whole horizon and the least one but not
 * each between: it then gets the longest horizon that it fits, up to a thousand updates shorter, and past its end it
 * keeps its last value. A switch never fails in the middle of a training.
 */
function fittedAfter({ afterFrom, atMost }: Pick<SwitchParts, 'afterFrom' | 'atMost'>): SwitchParts['afterFrom'] {
  const remembered = new Map<number, number>();
  const fits = (start: number): boolean => {
    try {
      afterFrom(start);
      return true;
    } catch (error) {
      if (error instanceof LawRefusal) return false;
      throw error;
    }
  };
  const firstThatFits = (start: number): number => {
    for (let later = start; later < Math.min(atMost, start + MOST_TRIED); later += 1) if (fits(later)) return later;
    return atMost;
  };
  return (start) => {
    const known = remembered.get(start);
    if (known !== undefined) return afterFrom(known);
    const found = firstThatFits(start);
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(start, found);
    return afterFrom(found);
  };
}

const MOST_STARTS = 64;
/** Longer ones, and those that switch themselves, would take too long to compile that often. */
const LONGEST_LOOKED_INTO = 4000;

/**
 * Starts between 0 and `end`, evenly spread, for which the extremes of `after` are looked at: a law over another horizon,
 * or with shares rounded up of another one, may reach a little more than over the whole of it.
 */
function startsBetween(after: PolicyNode, end: number): readonly number[] {
  const text = JSON.stringify(after);
  if (text.length > LONGEST_LOOKED_INTO || text.includes('"law":"switch"')) return [];
  const count = Math.max(0, Math.min(MOST_STARTS, end - 1));
  return Array.from({ length: count }, (_, index) => Math.floor(((index + 1) * end) / (count + 1)));
}

/**
 * `before` until an evaluation reaches the value, or `atMost`; then `after`, its local time 0. The evaluation that
 * switches is not observed by `after`; all later ones are.
 */
export function joinAtEvent({ node, before, afterFrom: afterExactlyFrom, atMost }: SwitchParts): CompiledNode {
  const { metric, direction, value } = node;
  const [early, late] = [afterExactlyFrom(0), afterExactlyFrom(atMost)];
  const afterFrom = fittedAfter({ afterFrom: afterExactlyFrom, atMost });
  const isReached = (reading: number) => (direction === 'minimize' ? reading <= value : reading >= value);
  const switched = (switchedAt: number): SwitchState => ({
    switchedAt,
    inner: afterFrom(switchedAt).loop?.start ?? null,
  });
  const stateAt = (state: LoopState, t: number): SwitchState => {
    const held = state as SwitchState;
    return held.switchedAt === null && t >= atMost ? switched(atMost) : held;
  };
  const loop: Loop = {
    metrics: [...new Set([metric, ...(before.loop?.metrics ?? []), ...(late.loop?.metrics ?? [])])],
    start: { switchedAt: null, inner: before.loop?.start ?? null },
    observe: (state, t, metrics): Json => {
      const held = stateAt(state, t);
      const { switchedAt, inner } = held;
      if (switchedAt !== null) {
        const after = afterFrom(switchedAt).loop;
        return after === null ? held : { switchedAt, inner: after.observe(inner, t - switchedAt, metrics) };
      }
      const reading = readingOf(metrics, metric);
      if (reading !== null && isReached(reading)) return switched(t);
      return before.loop === null ? held : { switchedAt, inner: before.loop.observe(inner, t, metrics) };
    },
    learningRateAt: (state, t) => {
      const { switchedAt, inner } = stateAt(state, t);
      const [half, localTime] = switchedAt === null ? [before, t] : [afterFrom(switchedAt), t - switchedAt];
      return half.loop === null ? half.learningRateAt(localTime) : half.loop.learningRateAt(inner, localTime);
    },
  };
  return {
    learningRateAt: (t) => (t < atMost ? before.learningRateAt(t) : late.learningRateAt(t - atMost)),
    extremes: (from, to) => {
      // It may switch at any evaluation: `after` is looked at from the earliest on, where it comes by itself, and between.
      const parts = [
        ...(from < atMost ? [before.extremes(from, Math.min(to, atMost - 1))] : []),
        ...startsBetween(node.after, Math.min(atMost, to + 1)).map((start) =>
          afterFrom(start).extremes(Math.max(0, from - start), to - start),
        ),
        ...(to >= atMost ? [late.extremes(Math.max(0, from - atMost), to - atMost)] : []),
        early.extremes(0, to),
      ];
      return {
        least: Math.min(...parts.map(({ least }) => least)),
        greatest: Math.max(...parts.map(({ greatest }) => greatest)),
      };
    },
    boundaries: [
      ...before.boundaries.filter((boundary) => boundary < atMost),
      atMost,
      ...late.boundaries.map((boundary) => boundary + atMost),
    ],
    loop,
  };
}
