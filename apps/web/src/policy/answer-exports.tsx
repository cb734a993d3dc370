import Link from 'next/link';
import { formatLearningRate } from '../text/learning-rate';
import type { Answer } from './answer';
import { playgroundAddress, readPolicyState } from './playground-state';
import { playgroundView } from './playground-view';
import { PolicyExports } from './policy-exports';
import { standardRun, updatesRun } from './standard-run';

/** The policy that an answer can be trained by: its own, or its learning rate held constant; null where it has neither. */
export function trainablePolicy({ notation, peakLearningRate }: Pick<Answer, 'notation' | 'peakLearningRate'>) {
  if (notation !== null) return notation;
  return peakLearningRate === null || peakLearningRate <= 0
    ? null
    : `constant(${formatLearningRate(peakLearningRate)})`;
}

/** The snippet below an answer: its policy for the reader's tool and run. */
export function AnswerExports(props: {
  answer: Answer;
  address: string;
  kept: readonly (readonly [string, string])[];
  get: (name: string) => string | undefined;
}) {
  const { answer, address, kept, get } = props;
  const policy = trainablePolicy(answer);
  if (policy === null) return null;
  const measured = answer.costUpdates === null ? standardRun(policy) : updatesRun(answer.costUpdates);
  const state = readPolicyState(policy, get, measured);
  return (
    <PolicyExports
      state={state}
      view={playgroundView(state)}
      address={address}
      kept={kept}
      note={
        <p className="mb-3">
          <code className="learning-rate-text">{policy}</code>{' '}
          <span className="soft">
            {answer.notation === null
              ? 'The answer names a learning rate and no schedule: here it is held constant. '
              : ''}
            Say your run, and its numbers of updates are yours.{' '}
          </span>
          <Link href={playgroundAddress(state)} prefetch={false}>
            Change it in the playground
          </Link>
        </p>
      }
    />
  );
}
