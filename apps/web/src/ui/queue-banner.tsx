import { ask } from '../registry/ask';
import { graphql } from '../registry/graphql';
import { plural } from '../text/numbers';
import { formatAge } from '../text/time';

const QueueQuery = graphql(`
  query Queue {
    queue {
      queued
      oldestAgeSeconds
      isStalled
    }
  }
`);

/** A line over every page while verification stands still. Where the registry is away, the page itself says so. */
export async function QueueBanner() {
  const queue = await ask(QueueQuery, {}).then(
    (data) => data.queue,
    () => null,
  );
  if (queue?.isStalled !== true) return null;
  return (
    <aside className="banner" role="status">
      <div className="page">
        <strong>Verification is standing still.</strong> {plural(queue.queued, 'submission')}{' '}
        {queue.queued === 1 ? 'waits' : 'wait'}, the oldest for {formatAge(queue.oldestAgeSeconds)}. What is received is
        kept; boards show what was verified before.
      </div>
    </aside>
  );
}
