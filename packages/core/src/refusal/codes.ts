/**
 * Every code a refusal can carry, with the sentence that docs/errors.md prints for it. A code is never renamed: scripts
 * hold on to it.
 */
export const refusalCodes = {
  // policy: documents and notation
  'policy.syntax': 'The notation could not be read; the message shows the line with a caret under the column.',
  'policy.not-json': 'The policy document is not JSON.',
  'policy.duplicate-key': 'An object of the policy document names a key twice.',
  'policy.unknown-law': 'There is no law of that name.',
  'policy.unknown-key': 'The law has no field of that name.',
  'policy.missing-key': 'A field that the law needs is missing.',
  'policy.wrong-type': 'A field has the wrong type or is out of its range.',
  'policy.negative-learning-rate': 'A learning rate is negative.',
  'policy.non-finite-learning-rate': 'A learning rate is not a finite number somewhere in the budget.',
  'policy.zero-length': 'A length is zero or negative.',
  'policy.missing-context': 'A length cannot be turned into updates because the run does not say how.',
  'policy.warmup-too-long': 'The warm-up fills or exceeds the horizon.',
  'policy.phase-order':
    'Boundaries do not ascend or lie outside the horizon, a decay is longer than what the warm-up leaves, or nothing can be resumed.',
  'policy.too-large': 'The policy is larger or more deeply nested than is read.',
  // search spaces
  'space.schema': 'The search space is not an object of version 1 with templates.',
  'space.parameter': 'A parameter of the search space is no range and no choice, or its range is empty.',
  'space.too-large': 'The search space gives more policies than a study tries.',
  'space.contradictory':
    'No policy can be drawn from a template of the search space: every one that was tried is refused.',
  // documents of the registry
  'document.not-json': 'The document is not JSON.',
  'document.schema': 'A field is missing, unknown, or has the wrong type.',
  'document.not-canonical': 'The document is not in canonical JSON (RFC 8785): re-encoding it gives other bytes.',
  'document.too-large': 'The document is over the size limit.',
  'metric.unknown': 'The task does not measure that metric.',
  'trace.shape': 'The columns of a trace are missing or differ in length.',
  'trace.order': 'The updates of a trace do not ascend without a gap.',
  'trace.undetermined': 'The trace says too little to determine a policy, or is nothing that one can say.',
  'trace.non-finite': 'A value is not a finite number where one is required.',
  // registry
  'task.unknown': 'There is no task of that name and version.',
  'task.closed': 'The task does not take runs: it is not open, or it was retired.',
  'task.unfit': 'A field of the task does not fit the others, its trainer, or what can be measured.',
  'task.state': 'The task is not in a state in which that can be done.',
  'task.version': 'The version is not the next one of that slug.',
  'task.too-many': 'The account has as many open proposals as it may.',
  'ticket.unknown': 'There is no ticket with that id.',
  'ticket.expired': 'The ticket has expired.',
  'ticket.used': 'The ticket has been used: one submission a ticket.',
  'ticket.mismatch': 'The submission names arms or seeds that the ticket does not.',
  'ticket.not-yours': 'The ticket was issued to another account.',
  'ticket.too-many': 'The account holds as many open tickets as it may.',
  'key.unknown': 'No such key is enrolled.',
  'key.revoked': 'The key was revoked.',
  'key.taken': 'The key is enrolled for another account.',
  'signature.invalid': 'The signature does not belong to that text and key.',
  'handle.taken': 'The handle belongs to another key.',
  'handle.invalid': 'The handle is not 2 to 32 lower-case letters, digits or hyphens.',
  'challenge.expired': 'The sign-in challenge is unknown or has expired.',
  'licence.missing': 'A contributed result must be under CC BY 4.0.',
  'artefact.missing': 'The submission names an artefact that was not uploaded.',
  'artefact.digest': 'The bytes do not have the digest that their address names.',
  'artefact.too-large': 'The artefact is over the limit, packed or unpacked.',
  'artefact.not-canonical': 'The artefact is not canonical JSON.',
  'budget.unknown': 'The task has no such budget: its own times 0.25, 0.5 or 1.',
  'page.cursor': 'The cursor is not one that this list gave.',
  'page.size': 'The page size is out of range.',
} as const;

export type RefusalCode = keyof typeof refusalCodes;
