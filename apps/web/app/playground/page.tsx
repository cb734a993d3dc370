import type { Metadata } from 'next';
import Link from 'next/link';
import { Playground } from '../../src/policy/playground';
import { readPlaygroundState } from '../../src/policy/playground-state';
import { playgroundView } from '../../src/policy/playground-view';
import { standardRun } from '../../src/policy/standard-run';
import { type SearchParameters, textParameter } from '../../src/ui/search-parameters';

export const metadata: Metadata = {
  title: 'Playground',
  description:
    'Write a learning-rate policy, see its curve at once, and take it along for the tool that you train with.',
};

export default async function PlaygroundPage({ searchParams }: { searchParams: SearchParameters }) {
  const parameters = await searchParams;
  const state = readPlaygroundState((name) => textParameter(parameters, name), standardRun);
  return (
    <>
      <div className="title-block">
        <h1>Playground</h1>
        <p className="lead">
          Write a policy, see the learning rate of every update, and take it along for the tool that you train with. The
          address of this page holds it all: share it. <Link href="/methodology/policies">The language</Link>
        </p>
      </div>
      {/* Another address is another start: what was typed before it does not stay. */}
      <Playground key={JSON.stringify(state)} state={state} view={playgroundView(state)} />
    </>
  );
}
