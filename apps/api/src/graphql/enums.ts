import { registerEnumType } from 'type-graphql';

/** GraphQL's names on the left, the words of the tables and documents on the right. */
export const Evidence = {
  MEASURED_HERE: 'MEASURED_HERE',
  MEASURED_NEAR: 'MEASURED_NEAR',
  IMPORTED: 'IMPORTED',
  PUBLISHED: 'PUBLISHED',
  FORMULA: 'FORMULA',
} as const;
export type Evidence = (typeof Evidence)[keyof typeof Evidence];

export const View = { ALL: 'all', VERIFIED: 'verified', RECORDS: 'records' } as const;
export type View = (typeof View)[keyof typeof View];

export const Objective = { BEST_METRIC: 'best-metric' } as const;
export type Objective = (typeof Objective)[keyof typeof Objective];

export const Verdict = {
  PASS: 'PASS',
  FAIL: 'FAIL',
  WARN: 'WARN',
  NOT_APPLICABLE: 'NOT_APPLICABLE',
  INCONCLUSIVE: 'INCONCLUSIVE',
  NOT_IN_EDITION: 'NOT_IN_EDITION',
} as const;

export const TaskState = { PROPOSED: 'proposed', OPEN: 'open', RETIRED: 'retired' } as const;
export const SubmissionState = {
  QUEUED: 'queued',
  VERIFYING: 'verifying',
  ACCEPTED: 'accepted',
  REJECTED: 'rejected',
  WITHDRAWN: 'withdrawn',
} as const;
export const RunStatus = {
  COMPLETED: 'completed',
  DIVERGED: 'diverged',
  ABANDONED: 'abandoned',
  PRUNED: 'pruned',
} as const;
export const RunRole = { ARM: 'arm', CONTROL: 'control', TRIAL: 'trial' } as const;
export const TicketKind = { EVALUATION: 'evaluation', RANGE_TEST: 'range-test', STUDY: 'study' } as const;
export const TicketState = { OPEN: 'open', USED: 'used', EXPIRED: 'expired' } as const;
export const SearchKind = {
  MODEL: 'MODEL',
  TASK: 'TASK',
  POLICY: 'POLICY',
  CITATION: 'CITATION',
  RUN: 'RUN',
  ACCOUNT: 'ACCOUNT',
} as const;
export type SearchKind = (typeof SearchKind)[keyof typeof SearchKind];
export const CostUnit = { UPDATES: 'updates', TOKENS: 'tokens' } as const;

const described: readonly [object, string, string][] = [
  [
    Evidence,
    'Evidence',
    'How an answer is known: measured under a ticket here, measured on something near, imported from a log, published with a source, or a rule of thumb.',
  ],
  [View, 'View', 'The filter on a board by level: all (2 or more), verified (4 or more), records (6).'],
  [Objective, 'Objective', 'What a board ranks by: the best metric within the budget.'],
  [Verdict, 'Verdict', 'What a check found.'],
  [TaskState, 'TaskState', 'Only an open task takes runs.'],
  [SubmissionState, 'SubmissionState', 'Where a submission stands on its way to the boards.'],
  [RunStatus, 'RunStatus', 'How a training ended.'],
  [RunRole, 'RunRole', 'An arm’s run, a control run of the baseline, or a trial of a range test or search.'],
  [TicketKind, 'TicketKind', 'What a ticket was opened for.'],
  [TicketState, 'TicketState', 'Open, used by its one submission, or expired without one.'],
  [SearchKind, 'SearchKind', 'What kind of thing was found.'],
  [CostUnit, 'CostUnit', 'What a board counts cost in.'],
];
for (const [values, name, description] of described) registerEnumType(values, { name, description });
