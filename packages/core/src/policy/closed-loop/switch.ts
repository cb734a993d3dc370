import type { Json } from '../../canonical/index.js';
import type { CompiledNode } from '../compiled-node.js';
import type { SwitchNode } from '../policy.js';
import type { Loop, LoopState } from './loop.js';

/** What a switch remembers: when it switched, and what the half that holds remembers. */
type SwitchState = { readonly switchedAt: number | null; readonly inner: LoopState };

/** The two halves of a switch, compiled. */
export interface SwitchParts {
  readonly node: Pick<SwitchNode, 'metric' | 'direction' | 'value'>;
  readonly before: CompiledNode;
  /** `after` for what is left of the horizon when it holds from local time `start` on. */
  readonly afterFrom: (start: number) => CompiledNode;
  /** The local time at which `after` holds in any case. */
  readonly atMost: number;
}

/**
 * `before` until an evaluation reaches the value, or `atMost`; then `after`, its local time 0. The evaluation that
 * switches is not observed by `after`; all later ones are.
 */
export function joinAtEvent({ node, before, afterFrom, atMost }: SwitchParts): CompiledNode {
  const { metric, direction, value } = node;
  const [early, late] = [afterFrom(0), afterFrom(atMost)];
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
      const reading = metrics[metric];
      if (reading !== undefined && isReached(reading)) return switched(t);
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
      // It may switch at any evaluation: `after` is looked at from the earliest on, and where it comes by itself.
      const parts = [
        ...(from < atMost ? [before.extremes(from, Math.min(to, atMost - 1))] : []),
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
