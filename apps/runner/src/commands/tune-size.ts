import type { StudyPlan } from '@ratebook/core/study';
import { SUBMISSION_LIMIT_BYTES } from '@ratebook/core/submission';
import { type Budget, type Task, taskName } from '@ratebook/core/task';
import { UsageError } from '../failure.js';
import { countText } from '../report/quantities.js';
import { runBytes } from './arms.js';
import { mostCompositions } from './tune-options.js';

/** What is there but arms and runs: environment, ticket, versions of all that trained. */
const FRAME_BYTES = 10_000;
/** A phase of a composition: a law at one learning rate, and where it ends. Written out, and rounded up. */
const PHASE_BYTES = 150;

/** What a composition takes over from its best single policy. */
const takenOver = ({ warmup, groups }: StudyPlan['candidates'][number]['policy']) => ({ warmup, groups });

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/**
 * Refuses, before a ticket is taken, a study that may end in more than one submission holds: every candidate and every
 * composition a run and an arm, which a climb alone may not need, and winner and runner-up with each of their seeds.
 */
export function assertStudyFits(task: Task, budget: Budget, { candidates, phases, ...plan }: StudyPlan): void {
  const documents = candidates.map(({ policy }) => bytesOf(policy));
  const policies = documents.reduce((sum, bytes) => sum + bytes, 0);
  const taken = Math.max(...candidates.map(({ policy }) => bytesOf(takenOver(policy))));
  const composed = phases === null ? 0 : mostCompositions(phases.boundaries.length, phases.heights.length);
  const compositionBytes = PHASE_BYTES * (1 + (phases?.boundaries.length ?? 0)) + taken;
  const armBytes = bytesOf({ task: taskName(task), budget, policy: {}, recipe: task.recipe });
  const [trials, confirmations] = [candidates.length + composed, 2 * plan.confirmations];
  // Before the first update, at each point, and the test split.
  const runs = (trials + confirmations) * runBytes(plan.evaluateAt.length + 2);
  const bytes = FRAME_BYTES + trials * armBytes + policies + composed * compositionBytes + runs;
  if (bytes <= SUBMISSION_LIMIT_BYTES) return;
  const what = [
    `${String(candidates.length)} candidates`,
    ...(composed === 0 ? [] : [`up to ${String(composed)} compositions`]),
    `2 policies confirmed with ${String(plan.confirmations)} seeds`,
  ].join(', ');
  throw new UsageError(
    `${what}: up to ${String(trials + confirmations)} runs with ${String(plan.evaluateAt.length)} evaluations each, about ${countText(bytes)} bytes, of which ${countText(policies)} are the candidates' policies; one submission holds ${countText(SUBMISSION_LIMIT_BYTES)}. Take fewer candidates (--candidates) or seeds (--seeds), or shorter policies.`,
  );
}
