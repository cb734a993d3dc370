import type { StudyPlan } from './plan.js';
import { inOrder, type Search, type Trials } from './trials.js';

type Halving = NonNullable<StudyPlan['halving']>;

/**
 * Who goes on from a rung: the best ⌊n / eta⌋ of the n that came to it, at least one; and, where the plan keeps one below,
 * the next lower learning rate of the leader's template (or, without one, the next best). Short trainings favour learning rates that are too high for long
 * ones, and the one below the survivors is where the best of the whole training lies most often when it is cut.
 */
function survivors(
  trials: Trials,
  { eta, keepsOneBelow }: Halving,
  among: readonly number[],
  t: number,
): readonly number[] {
  const ordered = inOrder(trials, among, t);
  const kept = ordered.slice(0, Math.max(1, Math.floor(among.length / eta)));
  if (!keepsOneBelow) return kept;
  // Where nothing is left below, the next best: a leader without a companion would be compared with nobody.
  const companion = oneBelow(trials, ordered, kept) ?? ordered[kept.length];
  return companion === undefined ? kept : [...kept, companion];
}

/** The highest learning rate below the survivors of the leader's template, of those that can go on; or null. */
function oneBelow(trials: Trials, ordered: readonly number[], kept: readonly number[]): number | null {
  const [leader] = kept;
  if (leader === undefined) return null;
  const { template } = trials.trial(leader);
  if (template === null) return null;
  const height = (index: number) => trials.height(index);
  const isKin = (index: number) => trials.trial(index).template === template;
  const lowest = Math.min(...kept.filter(isKin).map(height));
  const lower = ordered.filter((index) => !kept.includes(index) && isKin(index) && height(index) < lowest);
  return lower.toSorted((a, b) => height(b) - height(a) || a - b)[0] ?? null;
}

/**
 * Successive halving of all candidates over the rungs, each trial going on from where it stopped. Every rung is a prefix of the whole
 * schedule, not a shortened one. Returns those that were trained to the end and came there, the best first.
 */
export function* halve(trials: Trials, plan: Halving): Search<readonly number[]> {
  const { rungs } = plan;
  let running: readonly number[] = trials.candidates.map((_, candidate) => trials.begin(candidate));
  for (const [index, rung] of rungs.entries()) {
    const isLast = index === rungs.length - 1;
    const stage = rungs.length === 1 ? 'whole trainings' : `rung ${String(index + 1)} of ${String(rungs.length)}`;
    yield* trials.train(`${stage}, ${String(rung)} updates`, running, rung);
    if (isLast) break;
    const next = survivors(trials, plan, running, rung);
    for (const [place, trial] of inOrder(trials, running, rung).entries())
      if (!next.includes(trial))
        trials.prune(trial, `place ${String(place + 1)} of ${String(running.length)} after ${String(rung)} updates`);
    running = next;
    if (running.length === 0) break;
  }
  return inOrder(trials, running, trials.plan.totalUpdates);
}
