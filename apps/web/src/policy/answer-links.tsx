import Link from 'next/link';
import { addressOf } from '../registry/addresses';
import type { Answer } from './answer';
import { playgroundOf } from './playground-state';

/** The ways from an answer to what stands behind it. */
export function AnswerLinks({ answer }: { answer: Answer }) {
  return (
    <>
      {answer.task === null ? null : (
        <Link href={addressOf.task(answer.task.name)} prefetch={false}>
          board of {answer.task.name}
        </Link>
      )}
      {answer.citation === null ? null : (
        <Link href={addressOf.citation(answer.citation.id)} prefetch={false}>
          the published record
        </Link>
      )}
      {answer.policy === null ? null : (
        <Link href={addressOf.policy(answer.policy.hash)} prefetch={false}>
          the policy
        </Link>
      )}
      {answer.notation === null ? null : (
        <Link href={playgroundOf(answer.notation)} prefetch={false}>
          for your tool
        </Link>
      )}
    </>
  );
}
