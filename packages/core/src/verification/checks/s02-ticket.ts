import type { Submission } from '../../submission/index.js';
import type { Ticket } from '../../ticket/index.js';
import { armHashOf, type VerificationCase } from '../case.js';
import { type Check, onSubmission } from '../check.js';
import { isLater } from '../instant.js';
import { sweepProblem, sweptPolicy } from '../swept-policy.js';
import { failed, inconclusive, notApplicable, passed } from '../verdict.js';

/** What the ticket's arms do not allow in the submission, or null. */
function armProblem(submission: Submission, examined: VerificationCase, ticket: Ticket): string | null {
  if (ticket.arms === null) return null;
  if (submission.kind === 'range-test') return sweptArmProblem(submission, examined, ticket.arms);
  const submitted = examined.arms.map(({ hash }) => hash ?? 'unreadable');
  const strange = submitted.find((hash) => !ticket.arms?.includes(hash));
  if (strange !== undefined) return `arm ${strange.slice(0, 12)} is not on the ticket`;
  const missing = ticket.arms.find((hash) => !submitted.includes(hash));
  return missing === undefined ? null : `arm ${missing.slice(0, 12)} of the ticket is missing`;
}

/** A range test's ticket names the arm whose peak is swept; its arms are that one at other heights. */
function sweptArmProblem(
  submission: Submission,
  examined: VerificationCase,
  ticketArms: readonly string[],
): string | null {
  const [first, swept] = [submission.arms[0], sweptPolicy(submission)];
  if (first === undefined || swept === null) return 'the swept policy cannot be read';
  if (!ticketArms.includes(armHashOf(first, swept)))
    return 'the swept policy, budget and recipe are not those of the ticket';
  return sweepProblem(submission, examined);
}

export const ticketIsValid: Check = {
  id: 'S02',
  title: 'Ticket',
  level: 1,
  version: '1',
  doesNotProve: 'That no other runs were made outside of tickets.',
  requiredFor: ['ticketed'],
  check: onSubmission((submission, examined) => {
    const { evidence } = examined;
    if (submission.ticket === null) return notApplicable('trained without a ticket');
    if (evidence.ticket === null) return inconclusive('the ticket');
    const { ticket, account, usedBy } = evidence.ticket;
    const threshold = 'issued to the account, unused, not expired, the same task, arms and nonce';
    const problems: readonly [boolean, string][] = [
      [account !== evidence.account, `The ticket was issued to ${account}.`],
      [
        ticket.id !== submission.ticket.id || ticket.nonce !== submission.ticket.nonce,
        'The id or the nonce is not the ticket’s.',
      ],
      [
        usedBy !== null && usedBy !== evidence.submissionId,
        `The ticket was used by submission ${usedBy?.slice(0, 12) ?? ''}.`,
      ],
      [
        isLater(evidence.receivedAt, ticket.expiresAt),
        `The ticket expired at ${ticket.expiresAt}; the submission came at ${evidence.receivedAt}.`,
      ],
      [ticket.kind !== submission.kind, `The ticket is for a ${ticket.kind}, the submission is a ${submission.kind}.`],
      [submission.arms.some(({ task }) => task !== ticket.task), `The ticket is for ${ticket.task}.`],
    ];
    const problem = problems.find(([holds]) => holds)?.[1];
    if (problem !== undefined) return failed(`ticket ${ticket.id}`, threshold, problem);
    const arm = armProblem(submission, examined, ticket);
    return arm === null
      ? passed(`ticket ${ticket.id}`, threshold)
      : failed(`ticket ${ticket.id}`, threshold, `The submission and its ticket differ: ${arm}.`);
  }),
};
