import { digestJson } from '@ratebook/core/canonical';
import type { Task } from '@ratebook/core/task';
import { phasesAsked, type TuneOptions } from './tune-options.js';

/**
 * What makes two requests the same study: all that its plan follows from, with the words of the task and of a space's file,
 * which somebody may have edited since. How it is shown, and how and where it is trained, is not of it.
 */
export function studyRequest(task: Task, options: TuneOptions, space: unknown): string {
  const { method, search, candidates, searchSeed, from, to, fromRegistry, full } = options;
  const { strategy, eta, rungs, by, target, budget, seeds } = options;
  const phases = method === 'composite' ? phasesAsked(options) : null;
  return digestJson({
    ...{ kind: 'study', task, space, method, search, candidates, searchSeed, from, to, fromRegistry },
    ...{ full, strategy, eta, rungs, by, target, phases, budget, seeds },
  });
}
