import Link from 'next/link';
import { addressOf, shortHash } from '../registry/addresses';
import { Facts } from '../ui/facts';
import { recipeRows } from './recipe-rows';
import { type TaskEvent, TaskHistory } from './task-history';
import { hasOpened, type TaskState } from './task-state';

interface FixedTask {
  readonly hash: string;
  readonly state: TaskState;
  readonly recipe: unknown;
  readonly evaluateAt: readonly number[];
  readonly model: { readonly slug: string; readonly name: string };
  readonly baseline: { readonly hash: string; readonly notation: string };
  readonly history: readonly TaskEvent[];
}

/** What every run of a task has in common, and what became of the task. */
export function FixedPart({ task }: { task: FixedTask }) {
  return (
    <>
      <h2>The fixed part</h2>
      <Facts
        rows={[
          [
            'model',
            <Link key="model" href={addressOf.model(task.model.slug)} prefetch={false}>
              {task.model.name}
            </Link>,
          ],
          [
            'baseline',
            // What is only proposed has brought no policy into the registry yet.
            hasOpened(task.state) ? (
              <Link key="baseline" href={addressOf.policy(task.baseline.hash)} prefetch={false} className="mono">
                {task.baseline.notation}
              </Link>
            ) : (
              <span key="baseline" className="mono">
                {task.baseline.notation}
              </span>
            ),
          ],
          ...recipeRows(task.recipe),
          ['evaluated at', task.evaluateAt.map((share) => `${String(Math.round(share * 100))}%`).join(', ')],
          ['hash', <code key="hash">{shortHash(task.hash)}</code>],
          ['history', <TaskHistory key="history" history={task.history} />],
        ]}
      />
    </>
  );
}
