import Link from 'next/link';

const ROOMS = [
  ['/models', 'Models'],
  ['/tasks', 'Tasks'],
  ['/policies', 'Policies'],
  ['/playground', 'Playground'],
  ['/citations', 'Citations'],
  ['/guide', 'Guide'],
  ['/methodology', 'Methodology'],
  ['/api', 'API'],
] as const;

/** The name, the rooms of the book, and a plain search form that works without a script. */
export function SiteHeader() {
  return (
    <header className="masthead">
      <div className="page">
        <Link href="/" className="wordmark">
          <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
            <path
              d="M3 27 L9 6 C17 6 17 26 29 27"
              fill="none"
              stroke="var(--learning-rate)"
              strokeWidth="3.5"
              strokeLinecap="round"
              strokeLinejoin="round"
            />
          </svg>
          Ratebook
        </Link>
        <nav aria-label="Rooms">
          {ROOMS.map(([href, name]) => (
            <Link key={href} href={href} prefetch={false}>
              {name}
            </Link>
          ))}
        </nav>
        <form action="/search" className="masthead-search" role="search">
          <input className="field" type="search" name="q" placeholder="Search the book" aria-label="Search the book" />
        </form>
      </div>
    </header>
  );
}
