import Link from 'next/link';
import { addressOf } from '../registry/addresses';
import { formatDay } from '../text/time';
import { type TaskState, taskEventVerb } from './task-state';

export interface TaskEvent {
  readonly state: TaskState;
  readonly at: string;
  readonly reason: string | null;
  readonly account: { readonly handle: string } | null;
}

/** What happened to a task and by whom: every change is public. */
export function TaskHistory({ history }: { history: readonly TaskEvent[] }) {
  return (
    <ol className="list-none">
      {history.map((event) => (
        <li key={`${event.state} ${event.at}`} className="mb-2">
          {taskEventVerb(event)} by{' '}
          {event.account === null ? (
            'the registry'
          ) : (
            <Link href={addressOf.account(event.account.handle)} prefetch={false}>
              {event.account.handle}
            </Link>
          )}
          , <time dateTime={event.at}>{formatDay(event.at)}</time>
          {event.reason === null ? null : <q className="soft block">{event.reason}</q>}
        </li>
      ))}
    </ol>
  );
}
