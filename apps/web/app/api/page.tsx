import type { Metadata } from 'next';
import { EXAMPLES } from '../../src/ui/api-examples';
import { CopyButton } from '../../src/ui/copy-button';

export const metadata: Metadata = { title: 'API' };

export default function ApiPage() {
  return (
    <>
      <div className="title-block">
        <h1>Ask by GraphQL</h1>
        <p className="lead">
          Everything on this site comes from one typed API. Reading is open and needs no key; queries are limited by
          cost and depth, never by a trial period.
        </p>
        <p>
          Send <code>POST</code> to <code>/graphql</code> at this address. Opened in a browser,{' '}
          <a href="/graphql">/graphql</a> is an explorer with every field described.
        </p>
      </div>
      <ul className="ruled max-w-3xl">
        <li>
          <b>Lists</b> are Relay connections: <code>first</code> and <code>after</code>, with the last page’s{' '}
          <code>endCursor</code>. There are no offsets, so the ten-thousandth page costs what the first costs.
        </li>
        <li>
          <b>Refusals are data.</b> A mutation answers with its result or with <code>Refused</code>, which lists every
          bad field: code, message, path, what was expected, what came. Only access and outages are errors.
        </li>
        <li>
          <b>Names</b>: a task is <code>slug@version</code>, policies and submissions are named by their SHA-256, and
          these never change.
        </li>
      </ul>
      {EXAMPLES.map(({ title, says, query }) => (
        <section key={title} className="section">
          <h2>{title}</h2>
          <p className="soft mb-2">{says}</p>
          <div className="commands relative">
            <pre className="scroll-x p-4" tabIndex={0}>
              {query}
            </pre>
            <span className="absolute top-0 right-2">
              <CopyButton text={query} />
            </span>
          </div>
        </section>
      ))}
      <section className="section">
        <h2>From a terminal</h2>
        <div className="commands">
          <pre className="scroll-x p-4" tabIndex={0}>
            {`curl -s "$RATEBOOK_API_URL" -H 'content-type: application/json' \\
  -d '{"query":"{ bestPolicy(model: \\"meta-llama/Llama-3.2-3B\\") { evidence notation sentence } }"}'`}
          </pre>
        </div>
        <p className="soft small mt-2">
          The same address that the runner reads; for a registry on your own machine it is port 4000, path /graphql.
        </p>
      </section>
    </>
  );
}
