import type { Submission } from '@ratebook/core/submission';
import type { Task } from '@ratebook/core/task';
import { FORGED_ACCOUNT, FORGED_KEYS, ForgedSubmission } from '@ratebook/core/testing';
import { edition2026_1, verifySubmission } from '@ratebook/core/verification';

/**
 * What the registry would say of a submission without a ticket, were it sent: signed by the forge's key, its task open.
 * `artefacts` are texts by digest.
 */
export function registryReport(submission: Submission, task: Task, artefacts: ReadonlyMap<string, string>) {
  const sent = new ForgedSubmission({
    submission,
    task,
    ticket: null,
    artefacts: new Map([...artefacts].map(([digest, text]) => [digest, JSON.parse(text) as unknown])),
    account: FORGED_ACCOUNT,
    keys: FORGED_KEYS,
    receivedAt: '2026-11-28T12:00:00.000Z',
    afterSigning: (evidence) => evidence,
  });
  return verifySubmission(sent.evidence(), edition2026_1);
}
