import { type Draft, type Fitted, simplest, verified } from './candidate.js';
import { endlessDrafts } from './endless-drafts.js';
import { fallingDrafts } from './falling-drafts.js';
import { stableDecayDrafts, steppedDrafts } from './held-drafts.js';
import { isDense, part, snapped, type Span, spanOf } from './points.js';
import { oneCycleDrafts } from './one-cycle-drafts.js';
import { sgdrDrafts } from './sgdr-drafts.js';
import { warmupGuesses } from './warmups.js';
import { cyclicDrafts, noamDrafts, waveDrafts } from './wave-drafts.js';

interface Family {
  /** Parameters that its simplest member has. */
  readonly fewest: number;
  readonly drafts: (span: Span) => Iterable<Draft>;
  /** It is read off neighbouring updates. */
  readonly needsAll?: true;
}

/** Every law that a span may be, without a warm-up, the simplest first. */
const FAMILIES: readonly Family[] = [
  { fewest: 1, drafts: constantDraft },
  { fewest: 1, drafts: fallingDrafts },
  { fewest: 1, drafts: oneCycleDrafts, needsAll: true },
  { fewest: 2, drafts: endlessDrafts },
  { fewest: 2, drafts: stableDecayDrafts },
  { fewest: 2, drafts: sgdrDrafts, needsAll: true },
  { fewest: 3, drafts: steppedDrafts },
  { fewest: 4, drafts: cyclicDrafts, needsAll: true },
  { fewest: 4, drafts: waveDrafts, needsAll: true },
];

function* constantDraft({ points: [first] }: Span): Iterable<Draft> {
  if (first !== undefined) yield { law: 'constant', learningRate: snapped(first.learningRate) };
}

/** How drafts of a law become drafts of the whole span, and the parameters that this adds. */
interface Frame {
  readonly whole: Span;
  readonly finished: (law: Draft) => Draft;
  readonly parameters: number;
}

/** The simplest fit of a span, or the known one where nothing is simpler. */
function simplestOf(span: Span, { whole, finished, parameters }: Frame, known: Fitted | null): Fitted | null {
  let best = known;
  const isAll = isDense(span);
  for (const { fewest, drafts, needsAll } of FAMILIES) {
    if ((needsAll === true && !isAll) || (best !== null && best.parameters <= fewest + parameters)) continue;
    for (const draft of drafts(span)) best = simplest([best, verified(finished(draft), whole)]);
  }
  return best;
}

/** Of the peak: a warm-up and its law meet to twice what a fit may be off. */
const STARTS_APART = 2e-6;
/** A warm-up is a parameter, and its law has one at least. */
const FEWEST_WARMED = 2;

/** The simplest law that gives every point, behind a warm-up where it needs one; null where none does. */
export function fitLaw(span: Span): Fitted | null {
  let best = simplestOf(span, { whole: span, finished: (law) => law, parameters: 0 }, null);
  for (const draft of noamDrafts(span)) best = simplest([best, verified(draft, span)]);
  for (const { updates, draft: warmup, start } of warmupGuesses(span)) {
    if (best !== null && best.parameters <= FEWEST_WARMED) break;
    const rest = part(span, updates, span.updates);
    const [first] = rest.points;
    if (first?.t === 0 && Math.abs(first.learningRate - start) > STARTS_APART * span.peak) continue;
    // What the warm-up ends at is what the law begins with: a point more where none was logged there.
    const inner =
      first?.t === 0 ? rest : spanOf([{ t: 0, learningRate: start }, ...rest.points], rest.updates, span.peak);
    const parameters = 1 + (warmup['from'] === 0 ? 0 : 1) + (warmup['shape'] === 'linear' ? 0 : 1);
    best = simplestOf(inner, { whole: span, finished: (law) => ({ ...law, warmup }), parameters }, best);
  }
  return best;
}
