import type { Json } from '../canonical/index.js';
import type { Loop } from './closed-loop/loop.js';
import type { CompiledNode } from './compiled-node.js';
import { countPassed } from './passed.js';

/** A phase of a compiled sequence: it holds from `start` on, its local time there being `startsAt`. */
export interface CompiledPhase {
  readonly start: number;
  readonly node: CompiledNode;
  /** 0, or where the resumed phase had stopped. */
  readonly startsAt: number;
}

/** Joins phases; at a boundary the next one holds. Finding the phase is logarithmic in their number. */
export function joinPhases(phases: readonly CompiledPhase[]): CompiledNode {
  const starts = Float64Array.from(phases, ({ start }) => start);
  const phaseAt = (t: number): CompiledPhase => {
    const phase = phases[countPassed(starts, t) - 1];
    if (phase === undefined) throw new RangeError('A sequence has at least one phase.');
    return phase;
  };
  return {
    learningRateAt: (t) => {
      const { start, node, startsAt } = phaseAt(t);
      return node.learningRateAt(t - start + startsAt);
    },
    extremes: (from, to) => {
      let [least, greatest] = [Infinity, -Infinity];
      for (const [index, { start, node, startsAt }] of phases.entries()) {
        const first = Math.max(from, start);
        const last = Math.min(to, (phases[index + 1]?.start ?? Infinity) - 1);
        if (first > last) continue;
        const phase = node.extremes(first - start + startsAt, last - start + startsAt);
        // Math.min and Math.max keep a NaN, so that one anywhere in the budget is found.
        least = Math.min(least, phase.least);
        greatest = Math.max(greatest, phase.greatest);
      }
      return { least, greatest };
    },
    boundaries: phases.flatMap(({ start, node, startsAt }, index) => {
      const end = phases[index + 1]?.start ?? Infinity;
      const inner = node.boundaries.map((boundary) => boundary - startsAt + start).filter((t) => t > start && t < end);
      return index === 0 ? inner : [start, ...inner];
    }),
    loop: joinLoops(phases, phaseAt),
  };
}

/** The state of a sequence: one of each different node, so that a resumed phase goes on with what it had seen. */
function joinLoops(phases: readonly CompiledPhase[], phaseAt: (t: number) => CompiledPhase): Loop | null {
  const nodes = [...new Set(phases.map(({ node }) => node))].filter(({ loop }) => loop !== null);
  if (nodes.length === 0) return null;
  const slots = new Map(nodes.map((node, slot) => [node, slot]));
  const slotOf = (node: CompiledNode) => slots.get(node) ?? -1;
  return {
    metrics: [...new Set(nodes.flatMap(({ loop }) => loop?.metrics ?? []))],
    start: nodes.map(({ loop }) => loop?.start ?? null),
    observe: (state, t, metrics) => {
      const { start, node, startsAt } = phaseAt(t);
      const { loop } = node;
      if (loop === null) return state;
      const states = state as readonly Json[];
      const slot = slotOf(node);
      return states.with(slot, loop.observe(states[slot] ?? null, t - start + startsAt, metrics));
    },
    learningRateAt: (state, t) => {
      const { start, node, startsAt } = phaseAt(t);
      const localTime = t - start + startsAt;
      if (node.loop === null) return node.learningRateAt(localTime);
      return node.loop.learningRateAt((state as readonly Json[])[slotOf(node)] ?? null, localTime);
    },
  };
}
