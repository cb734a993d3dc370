import type { Metadata } from 'next';
import Link from 'next/link';
import { SearchBox } from '../src/search/search-box';

export const metadata: Metadata = { title: 'Not in the book' };

export default function NotFound() {
  return (
    <section className="title-block pt-6">
      <p className="kicker">404</p>
      <h1>This page is not in the book.</h1>
      <p className="lead mb-6">
        Hashes and ids never change here, so an address that worked once still does: perhaps a character was lost.
        Looking it up may help.
      </p>
      <SearchBox />
      <p className="mt-4">
        <Link href="/models">Models</Link> · <Link href="/tasks">tasks</Link> · <Link href="/guide">guide</Link>
      </p>
    </section>
  );
}
