import { Commands } from './commands';

/** The page that stands where the registry gave no answer: what happened, and what to do. */
export function Unreachable({ address }: { address: string }) {
  return (
    <section className="title-block">
      <p className="kicker">The registry is away</p>
      <h1>Nobody answers at the registry’s address.</h1>
      <p className="lead">
        This site only shows what the registry says, and <code>{address}</code> gave no answer. Nothing is lost:
        finished runs wait in the runner’s outbox until it is back.
      </p>
      <h2 className="section">If you run this registry</h2>
      <Commands
        commands={[
          { says: 'Is it alive, and can it answer?', command: `curl -i ${address.replace(/\/graphql$/, '')}/readyz` },
          { says: 'Start database, API and site together', command: 'npm start' },
        ]}
      />
      <p className="mt-4">
        <a href="">Try this page again</a>
      </p>
    </section>
  );
}
