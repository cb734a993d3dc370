import Link from 'next/link';
import { LISTED_STATES, type ListedState } from './task-state';

/** Tasks by state, as links: each has an address of its own. */
export function StateTabs({ state, kind }: { state: ListedState; kind: string | undefined }) {
  const ofKind = kind === undefined ? '' : `&kind=${encodeURIComponent(kind)}`;
  return (
    <nav className="tabs" aria-label="State of the tasks">
      {LISTED_STATES.map(([name, word, meaning]) => (
        <Link
          key={name}
          href={`/tasks?state=${name.toLowerCase()}${ofKind}`}
          aria-current={name === state ? 'page' : undefined}
          prefetch={false}
        >
          {word}
          <span className="soft small ml-2 font-normal">{meaning}</span>
        </Link>
      ))}
    </nav>
  );
}
