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

export const TaskState = {
  PROPOSED: 'proposed',
  OPEN: 'open',
  RETIRED: 'retired',
  DECLINED: 'declined',
  WITHDRAWN: 'withdrawn',
} as const;
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
/** Named as StudyMethod of core. */
export const StudyMethod = { SINGLE: 'single', COMPOSITE: 'composite', COST_EFFECTIVE: 'cost-effective' } as const;
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

/** Names, what the enum says, and what each of its values does. */
function register<T extends Readonly<Record<string, string>>>(
  values: T,
  name: string,
  description: string,
  said: Readonly<Record<keyof T, string>>,
): void {
  const valuesConfig: Partial<Record<keyof T, { description: string }>> = {};
  for (const value of Object.keys(values) as (keyof T)[]) valuesConfig[value] = { description: said[value] };
  registerEnumType(values, { name, description, valuesConfig });
}

register(Evidence, 'Evidence', 'How an answer is known.', {
  MEASURED_HERE: 'Measured under a ticket of this registry, on what was asked for.',
  MEASURED_NEAR: 'Measured under a ticket of this registry, on something near what was asked for.',
  IMPORTED: 'Measured without a ticket and imported from a log.',
  PUBLISHED: 'Published elsewhere, with its source.',
  FORMULA: 'A rule of thumb, computed from the model’s size or the kind of task.',
});
register(View, 'View', 'The filter on a board by verification level.', {
  ALL: 'Runs of level 2 or more.',
  VERIFIED: 'Runs of level 4 or more.',
  RECORDS: 'Runs of level 6.',
});
register(Objective, 'Objective', 'What a board ranks by.', { BEST_METRIC: 'The best metric within the budget.' });
register(Verdict, 'Verdict', 'What a check found.', {
  PASS: 'What was asked holds.',
  FAIL: 'What was asked does not hold.',
  WARN: 'Unusual, and no reason to reject.',
  NOT_APPLICABLE: 'There is nothing of this submission to check.',
  INCONCLUSIVE: 'What was sent does not suffice to tell.',
  NOT_IN_EDITION: 'The check is described, and this edition does not run it.',
});
register(TaskState, 'TaskState', 'Only an open task takes runs.', {
  PROPOSED: 'Waits for a steward to open it.',
  OPEN: 'Takes runs.',
  RETIRED: 'Takes no runs any more; what it has stays.',
  DECLINED: 'A steward decided not to open it.',
  WITHDRAWN: 'Its proposer has proposed a newer version in its place.',
});
register(SubmissionState, 'SubmissionState', 'Where a submission stands on its way to the boards.', {
  QUEUED: 'Taken and waiting for its verification.',
  VERIFYING: 'Being verified.',
  ACCEPTED: 'Verified: its runs count by their level.',
  REJECTED: 'A required check failed: kept with its report, never ranked.',
  WITHDRAWN: 'Taken back by its account.',
});
register(RunStatus, 'RunStatus', 'How a training ended.', {
  COMPLETED: 'It reached its budget.',
  DIVERGED: 'Its loss was no finite number any more.',
  ABANDONED: 'It was started and given up; the reason is told.',
  PRUNED: 'A search ended it early.',
});
register(RunRole, 'RunRole', 'What a run was trained for.', {
  ARM: 'A run of an arm that is compared.',
  CONTROL: 'A run of the task’s baseline with the control seed.',
  TRIAL: 'A trial of a range test or search.',
});
register(TicketKind, 'TicketKind', 'What a ticket was opened for.', {
  EVALUATION: 'Arms that are compared over seeds.',
  RANGE_TEST: 'One policy with its peak swept over learning rates.',
  STUDY: 'A search, whose arms are not known beforehand.',
});
register(StudyMethod, 'StudyMethod', 'How a study searches.', {
  SINGLE: 'The best single policy within the budget.',
  COMPOSITE: 'A policy composed phase by phase, beside the best single one.',
  COST_EFFECTIVE: 'The policy that is cheapest to reach a target.',
});
register(TicketState, 'TicketState', 'What became of a ticket.', {
  OPEN: 'Waits for its one submission.',
  USED: 'Its submission came.',
  EXPIRED: 'Its time passed without a submission.',
});
register(SearchKind, 'SearchKind', 'What kind of thing was found.', {
  MODEL: 'A model.',
  TASK: 'A task.',
  POLICY: 'A policy.',
  CITATION: 'A published result or recipe.',
  RUN: 'A run.',
  ACCOUNT: 'An account.',
});
register(CostUnit, 'CostUnit', 'What a board counts cost in.', {
  UPDATES: 'Optimiser updates.',
  TOKENS: 'Tokens trained on.',
});
