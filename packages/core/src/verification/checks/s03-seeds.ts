import type { Run } from '../../run/index.js';
import type { Submission } from '../../submission/index.js';
import type { Ticket } from '../../ticket/index.js';
import { type Check, onSubmission } from '../check.js';
import { type Finding, failed, inconclusive, notApplicable, passed } from '../verdict.js';

interface Problem {
  readonly observed: string;
  readonly message: string;
}

const pairOf = ({ seed, dataSeed }: Pick<Run, 'seed' | 'dataSeed'>) => `${String(seed)}/${String(dataSeed)}`;

/** What the ticket does not allow in a run, or null. */
function runProblem(run: Run, kind: Submission['kind'], ticket: Ticket): Problem | null {
  const isIssued =
    run.role === 'control'
      ? run.seed === ticket.controlSeed
      : ticket.seeds.some((issued) => pairOf(issued) === pairOf(run));
  if (!isIssued)
    return {
      observed: `seed ${String(run.seed)}`,
      message: `has seed ${String(run.seed)} and data seed ${String(run.dataSeed)}, which the ticket did not issue`,
    };
  // A pruned run does not count on a board: pruning bad seeds away would be choosing the best of them.
  if (run.status === 'pruned' && (kind === 'evaluation' || (kind === 'study' && run.role === 'arm')))
    return {
      observed: 'pruned',
      message:
        kind === 'study'
          ? 'confirms an arm and is pruned; only trials are, a confirmation declares a seed abandoned'
          : 'is pruned; only a study prunes, an evaluation declares a seed abandoned',
    };
  if (run.status === 'abandoned' && (run.reason ?? '') === '')
    return { observed: 'abandoned without a reason', message: 'is abandoned and gives no reason' };
  return kind === 'study' ? studySeedProblem(run, ticket) : null;
}

/** A study searches with the ticket's first seed, and confirms with the others what it chose by that one. */
function studySeedProblem(run: Run, { seeds: [first] }: Ticket): Problem | null {
  if (run.role === 'control' || first === undefined) return null;
  const isFirst = pairOf(run) === pairOf(first);
  if (isFirst === (run.role === 'trial')) return null;
  return {
    observed: `${run.role} with seed ${String(run.seed)}`,
    message: isFirst
      ? `confirms an arm with seed ${String(run.seed)}, the ticket's first: by that one it was chosen`
      : `is a trial with seed ${String(run.seed)}; a study searches with the ticket's first, ${String(first.seed)}`,
  };
}

/**
 * Arms that have to have every seed: all of an evaluation; of a range test those with any seed but the ticket's first
 * (its edges: T08 says which); of a study those that were confirmed, every seed but the search's.
 */
function missingSeed(submission: Submission, ticket: Ticket): Problem | null {
  const isStudy = submission.kind === 'study';
  const role = submission.kind === 'range-test' ? 'trial' : 'arm';
  const seedsOf = new Map<number, Set<string>>(
    isStudy ? [] : [...submission.arms.keys()].map((arm) => [arm, new Set()]),
  );
  for (const run of submission.runs.filter((one) => one.role === role))
    seedsOf.set(run.arm, (seedsOf.get(run.arm) ?? new Set()).add(pairOf(run)));
  const wanted = isStudy ? ticket.seeds.slice(1) : ticket.seeds;
  for (const [arm, seen] of seedsOf) {
    const lacking = wanted.filter((issued) => !seen.has(pairOf(issued)));
    // The first seed alone cannot be a choice among them. Without it, or with some of the others, it could.
    const hasFirstAlone = lacking.length === wanted.length - 1 && lacking[0] !== wanted[0];
    const missing = submission.kind === 'range-test' && hasFirstAlone ? undefined : lacking[0];
    if (missing === undefined) continue;
    return {
      observed: `seed ${String(missing.seed)} is missing`,
      message: `Arm ${String(arm)} has no run with seed ${String(missing.seed)} of the ticket, not even an abandoned one.`,
    };
  }
  return null;
}

function judge(submission: Submission, ticket: Ticket): Finding {
  const threshold = 'each arm once with each seed and data order of the ticket, abandoned ones declared with a reason';
  const seen = new Set<string>();
  for (const [index, run] of submission.runs.entries()) {
    const problem = runProblem(run, submission.kind, ticket);
    if (problem !== null)
      return failed(`run ${String(index)}: ${problem.observed}`, threshold, `Run ${String(index)} ${problem.message}.`);
    const key = `${run.role === 'control' ? 'control' : ''} ${String(run.arm)} ${pairOf(run)}`;
    if (seen.has(key))
      return failed(
        `run ${String(index)}: seed ${String(run.seed)} again`,
        threshold,
        `Run ${String(index)}: arm ${String(run.arm)} has seed ${String(run.seed)} twice.`,
      );
    seen.add(key);
  }
  const missing = missingSeed(submission, ticket);
  if (missing !== null) return failed(missing.observed, threshold, missing.message);
  return passed(`${String(submission.arms.length)} arms × ${String(ticket.seeds.length)} seeds`, threshold);
}

export const seedsAreAllThere: Check = {
  id: 'S03',
  title: 'Every seed of the ticket',
  level: 1,
  version: '3',
  doesNotProve: 'That the account did not open further tickets and let them lapse: those are public on its page.',
  requiredFor: ['ticketed'],
  check: onSubmission((submission, { evidence }) => {
    if (submission.ticket === null) return notApplicable('trained without a ticket');
    if (evidence.ticket === null) return inconclusive('the ticket');
    return judge(submission, evidence.ticket.ticket);
  }),
};
