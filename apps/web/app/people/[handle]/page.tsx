import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { addressOf, shortHash } from '../../../src/registry/addresses';
import { ask, nodes } from '../../../src/registry/ask';
import { plural } from '../../../src/text/numbers';
import { formatDay, formatMoment } from '../../../src/text/time';
import { EmptyState } from '../../../src/ui/empty-state';
import { Facts } from '../../../src/ui/facts';
import { Pager } from '../../../src/ui/pager';
import { registryPage } from '../../../src/ui/registry-page';
import { type SearchParameters, textParameter } from '../../../src/ui/search-parameters';
import { LevelMark } from '../../../src/verification/level-mark';
import { AccountQuery } from './page.graphql';

interface Props {
  params: Promise<{ handle: string }>;
  searchParams: SearchParameters;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).handle) };
}

export default registryPage(async ({ params, searchParams }: Props) => {
  const { account } = await ask(AccountQuery, {
    handle: decodeURIComponent((await params).handle),
    after: textParameter(await searchParams, 'after') ?? null,
  });
  if (account === null) notFound();
  const submissions = nodes(account.submissions);
  return (
    <>
      <div className="title-block">
        <p className="kicker">Contributor since {formatDay(account.createdAt)}</p>
        <h1>{account.handle}</h1>
        <p className="lead">
          {plural(account.submissionCount, 'submission')}. Tickets opened and not used are public too:{' '}
          {account.openTickets} open, {account.expiredTickets} expired.
        </p>
      </div>
      <div className="columns columns-side">
        <section>
          <h2>Submissions</h2>
          {submissions.length === 0 ? (
            <EmptyState command="ratebook submit">Nothing received yet.</EmptyState>
          ) : (
            <ul className="ruled">
              {submissions.map((submission) => (
                <li key={submission.id}>
                  <Link className="row-link" href={addressOf.submission(submission.id)} prefetch={false}>
                    <span className="row-title">
                      {submission.kind.toLowerCase().replaceAll('_', ' ')} on {submission.task.name}
                    </span>
                    <span className="row-facts">
                      <span>{submission.state.toLowerCase()}</span>
                      <LevelMark level={submission.level} />
                      <span>{formatMoment(submission.receivedAt)}</span>
                      <code>{shortHash(submission.id)}</code>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )}
          <Pager address={addressOf.account(account.handle)} pageInfo={account.submissions.pageInfo} />
        </section>
        <aside className="small">
          <h2>Keys</h2>
          <Facts
            rows={account.keys.map((key) => [
              shortHash(key.id),
              `added ${formatDay(key.addedAt)}${key.revokedAt === null ? '' : `, revoked ${formatDay(key.revokedAt)}`}`,
            ])}
          />
        </aside>
      </div>
    </>
  );
});
