import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { RampSuggestions } from '../../../src/range-test/ramp-suggestions';
import { RangeFigure, rangeSentence } from '../../../src/range-test/range-figure';
import { addressOf, shortHash } from '../../../src/registry/addresses';
import { ask } from '../../../src/registry/ask';
import { formatCount } from '../../../src/text/numbers';
import { formatMoment } from '../../../src/text/time';
import { Facts } from '../../../src/ui/facts';
import { registryPage } from '../../../src/ui/registry-page';
import { LevelMark } from '../../../src/verification/level-mark';
import { ReportSection } from '../../../src/verification/report-section';
import { RangeTestQuery } from './page.graphql';

interface Props {
  params: Promise<{ id: string }>;
}

export const metadata: Metadata = { title: 'Range test' };

export default registryPage(async ({ params }: Props) => {
  const { rangeTest: test } = await ask(RangeTestQuery, { id: decodeURIComponent((await params).id) });
  if (test === null) notFound();
  return (
    <>
      <div className="title-block">
        <p className="kicker">
          Range test ·{' '}
          <Link href={addressOf.task(test.task.name)} prefetch={false}>
            {test.task.name}
          </Link>{' '}
          · by{' '}
          <Link href={addressOf.account(test.account.handle)} prefetch={false}>
            {test.account.handle}
          </Link>
        </p>
        <h1>{rangeSentence(test)}</h1>
      </div>
      <div className="columns columns-side">
        <RangeFigure test={test} taskName={test.task.name} />
        <aside className="small">
          <h2>How it was made</h2>
          <Facts
            rows={[
              ['method', test.method],
              [
                'policy',
                <Link key="policy" href={addressOf.policy(test.policy.hash)} prefetch={false} className="mono">
                  {test.policy.notation}
                </Link>,
              ],
              ['prefix', `${formatCount(test.prefixUpdates)} updates`],
              ['seeds', test.seedCount],
              ['checked', <LevelMark key="level" level={test.level} />],
              ['received', formatMoment(test.receivedAt)],
              [
                'submission',
                <Link
                  key="submission"
                  href={addressOf.submission(test.submission.id)}
                  prefetch={false}
                  className="mono"
                >
                  {shortHash(test.submission.id)}
                </Link>,
              ],
            ]}
          />
          <p className="soft mt-3">
            {test.method === 'ramp'
              ? 'A ramp lets one compare with other tools: its suggestions, and where it blew up, were worked out again from the points by their published rules. It sees one trajectory’s training loss, without the real schedule.'
              : 'Usable: the unbroken run of learning rates around the best whose loss is within 1% of the best’s, or within the noise between seeds where that is more. The registry worked these out again from the points.'}
          </p>
        </aside>
      </div>
      <RampSuggestions suggestions={test.suggestions} />
      <ReportSection report={test.submission.report} />
    </>
  );
});
