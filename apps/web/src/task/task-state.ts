import { formatDay } from '../text/time';

export type TaskState = 'PROPOSED' | 'OPEN' | 'RETIRED' | 'DECLINED' | 'WITHDRAWN';

/** The states that the list of tasks shows one at a time, with the word of each in an address. */
export const LISTED_STATES = [
  ['OPEN', 'Open', 'takes runs'],
  ['PROPOSED', 'Proposed', 'waits for a steward'],
  ['RETIRED', 'Retired', 'keeps what it has'],
  ['DECLINED', 'Declined', 'never opened'],
] as const;
export type ListedState = (typeof LISTED_STATES)[number][0];

/** `proposed` in an address → the state; open where it names none. */
export function parseListedState(text: string | undefined): ListedState {
  const upper = text?.toUpperCase();
  return LISTED_STATES.find(([state]) => state === upper)?.[0] ?? 'OPEN';
}

/** What a state means, in a sentence. */
export function taskStateText(state: TaskState): string {
  switch (state) {
    case 'PROPOSED':
      return 'Proposed: it takes no runs until a steward opens it.';
    case 'OPEN':
      return 'Open: it takes runs, and never changes.';
    case 'RETIRED':
      return 'Retired: it takes no more runs. What was measured stays, and stays reproducible.';
    case 'DECLINED':
      return 'Declined: a steward decided not to open it. It takes no runs.';
    case 'WITHDRAWN':
      return 'Withdrawn: its proposer has proposed a newer version in its place. It takes no runs.';
  }
}

/** Whether it has opened: only then there can be runs and a board. */
export const hasOpened = (state: TaskState) => state === 'OPEN' || state === 'RETIRED';

const DONE: Readonly<Record<TaskState, string>> = {
  PROPOSED: 'proposed',
  OPEN: 'opened',
  RETIRED: 'retired',
  DECLINED: 'declined',
  WITHDRAWN: 'withdrawn',
};

interface TaskEventFacts {
  readonly state: TaskState;
  readonly at: string;
  readonly account: { readonly handle: string } | null;
}

/** What was done to a task: `proposed`, `opened` … */
export const taskEventVerb = ({ state }: Pick<TaskEventFacts, 'state'>) => DONE[state];

/** `proposed by ada, 28 November 2026`; where no account did it, whoever runs the registry. */
export function taskEventText(event: TaskEventFacts): string {
  return `${taskEventVerb(event)} by ${event.account?.handle ?? 'the registry'}, ${formatDay(event.at)}`;
}
