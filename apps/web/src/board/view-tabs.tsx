import Link from 'next/link';

export type BoardView = 'ALL' | 'VERIFIED' | 'RECORDS';

const VIEWS = [
  ['ALL', 'All', 'level 2 or more'],
  ['VERIFIED', 'Verified', 'level 4 or more'],
  ['RECORDS', 'Records', 'level 6'],
] as const;

/** `verified` in an address → the view; null where it names none, and the board opens where the registry says. */
export function parseBoardView(text: string | undefined): BoardView | null {
  const upper = text?.toUpperCase();
  return VIEWS.find(([view]) => view === upper)?.[0] ?? null;
}

/** The three views of a board, as links: each has an address of its own. */
export function ViewTabs({ taskAddress, view }: { taskAddress: string; view: BoardView }) {
  return (
    <nav className="tabs" aria-label="View of the board">
      {VIEWS.map(([name, word, meaning]) => (
        <Link
          key={name}
          href={`${taskAddress}?view=${name.toLowerCase()}`}
          aria-current={name === view ? 'page' : undefined}
          scroll={false}
          prefetch={false}
        >
          {word}
          <span className="soft small ml-2 font-normal">{meaning}</span>
        </Link>
      ))}
    </nav>
  );
}
