import Link from 'next/link';

/** Licences, and the ways to check. */
export function SiteFooter() {
  return (
    <footer className="colophon">
      <div className="page">
        <p>
          Ratebook is a public registry: reading needs no account. Contributed results are under CC BY 4.0, the code
          under Apache-2.0; published facts keep the source and licence they came with.
        </p>
        <nav aria-label="About">
          <Link href="/methodology">How numbers are checked and ranked</Link>
          <Link href="/guide">What learning rate should I use?</Link>
          <Link href="/playground">Write a policy</Link>
          <Link href="/compare">Compare policies</Link>
          <Link href="/studies">Searches for a policy</Link>
          <Link href="/api">Ask by GraphQL</Link>
        </nav>
      </div>
    </footer>
  );
}
