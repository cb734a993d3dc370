'use client';

/** The page for a failure of the site itself. A registry that is away has a page of its own (registry-page.tsx). */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <section className="title-block pt-6">
      <p className="kicker">Something broke</p>
      <h1>This page could not be made.</h1>
      <p className="lead mb-4">
        It is not you, and nothing that was submitted is lost. Trying again often helps; if it does not, the number
        below finds the cause in the site’s log.
      </p>
      {error.digest === undefined ? null : <p className="mono mb-4">{error.digest}</p>}
      <button type="button" className="button" onClick={reset}>
        Try again
      </button>
    </section>
  );
}
