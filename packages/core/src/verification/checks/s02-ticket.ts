import { shapeHash } from '../../policy/index.js';
import { parsePolicyDocument } from '../../policy/index.js';
import type { Submission } from '../../submission/index.js';
import type { Ticket } from '../../ticket/index.js';
import { armHashOf, type VerificationCase } from '../case.js';
import { type Check, onSubmission } from '../check.js';
import { failed, inconclusive, notApplicable, passed } from '../verdict.js';

/** What the ticket's arms do not allow in the submission, or null. */
function armProblem(submission: Submission, examined: VerificationCase, ticket: Ticket): string | null {
  if (ticket.arms === null) return null;
  if (submission.kind === 'range-test') return sweepProblem(submission, examined, ticket.arms);
  const submitted = examined.arms.map(({ hash }) => hash ?? 'unreadable');
  const strange = submitted.find((hash) => !ticket.arms?.includes(hash));
  if (strange !== undefined) return `arm ${strange.slice(0, 12)} is not on the ticket`;
  const missing = ticket.arms.find((hash) => !submitted.includes(hash));
  return missing === undefined ? null : `arm ${missing.slice(0, 12)} of the ticket is missing`;
}

/** A range test's ticket names the arm whose peak is swept; its arms are that one at other heights. */
function sweepProblem(
  submission: Submission,
  examined: VerificationCase,
  ticketArms: readonly string[],
): string | null {
  const [first] = submission.arms;
  const swept = submission.rangeTest === null ? null : parsePolicyDocument(submission.rangeTest.policy);
  if (first === undefined || swept?.ok !== true) return 'the swept policy cannot be read';
  if (!ticketArms.includes(armHashOf(first, swept.value)))
    return 'the swept policy, budget and recipe are not those of the ticket';
  const shape = shapeHash(swept.value);
  const other = examined.arms.findIndex(({ policy }) => policy.ok && shapeHash(policy.value) !== shape);
  return other < 0 ? null : `arms[${String(other)}] is not the swept policy at another height`;
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
        'The nonce is not the ticket’s.',
      ],
      [
        usedBy !== null && usedBy !== evidence.submissionId,
        `The ticket was used by submission ${usedBy?.slice(0, 12) ?? ''}.`,
      ],
      [
        ticket.expiresAt < evidence.receivedAt,
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
