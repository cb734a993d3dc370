import type { Loop } from './closed-loop/loop.js';
import type { CompiledNode } from './compiled-node.js';
import type { Warmup } from './policy.js';

/**
 * A warm-up of `updates` updates in front of a node that was compiled for what is left. With s the node's value at its
 * local time 0 and f = `from`, for t < W: linear f + (s − f)·t/W; cosine f + (s − f)·½(1 − cos(πt/W)); constant f;
 * logarithmic f + (s − f)·min(1, ln(t + 1) / ln max(2, W)), which is DeepSpeed's. At t = W the node holds.
 */
export function warmUp(inner: CompiledNode, warmup: Warmup, updates: number): CompiledNode {
  const { from, shape } = warmup;
  const start = inner.learningRateAt(0);
  const logarithm = Math.log(Math.max(2, updates));
  const share = (t: number): number => {
    switch (shape) {
      case 'linear':
        return t / updates;
      case 'cosine':
        return 0.5 * (1 - Math.cos((Math.PI * t) / updates));
      case 'constant':
        return 0;
      case 'logarithmic':
        return Math.min(1, Math.log(t + 1) / logarithm);
    }
  };
  const warming = (t: number) => from + (start - from) * share(t);
  return {
    learningRateAt: (t) => (t < updates ? warming(t) : inner.learningRateAt(t - updates)),
    extremes: (first, last) => {
      const values = first < updates ? [warming(first), warming(Math.min(last, updates - 1))] : [];
      const after = last >= updates ? inner.extremes(Math.max(0, first - updates), last - updates) : null;
      if (after !== null) values.push(after.least, after.greatest);
      return { least: Math.min(...values), greatest: Math.max(...values) };
    },
    boundaries: [updates, ...inner.boundaries.map((boundary) => boundary + updates)],
    loop: inner.loop === null ? null : warmUpLoop(inner.loop, warming, updates),
  };
}

/** What is evaluated during the warm-up was measured before the law began: it is not observed. */
function warmUpLoop(inner: Loop, warming: (t: number) => number, updates: number): Loop {
  return {
    metrics: inner.metrics,
    start: inner.start,
    observe: (state, t, metrics) => (t < updates ? state : inner.observe(state, t - updates, metrics)),
    learningRateAt: (state, t) => (t < updates ? warming(t) : inner.learningRateAt(state, t - updates)),
  };
}
