import { forgeTask, type ForgedSubmission } from '@ratebook/core/testing';
import { type Task, taskHash, taskName } from '@ratebook/core/task';
import postgres from 'postgres';
import type { AskedRegistry, Reply } from '../../apps/api/src/testing/asked-registry.js';
import { Contributor } from '../../apps/api/src/testing/contributor.js';
import type { Figure } from '../figure.js';
import { TRACE_UPDATES } from './core.js';

const SUBMISSIONS = 10;
const RUNS = 3;
const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 120_000;

/**
 * Submissions that a running registry verifies in a second, the whole way: from the first upload until the last of them
 * has its report, its runs are stored and its task is ranked. They are forged, signed and under tickets of the registry.
 */
export async function benchJobPath(graphqlUrl: string, databaseUrl: string): Promise<readonly Figure[]> {
  const task = forgeTask({ slug: 'bench-verification', budget: { unit: 'updates', amount: TRACE_UPDATES } });
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    await openTask(sql, task);
    const contributor = await Contributor.signIn(asked(graphqlUrl, task), 'bench-runner');
    const forged: ForgedSubmission[] = [];
    for (let index = 0; index < SUBMISSIONS; index += 1) {
      const policies = [`cosine(${String(0.01 * (index + 1))}, warmup=10%)`];
      forged.push(await contributor.forgeEvaluation({ task, policies, runs: RUNS }));
    }
    const began = performance.now();
    for (const one of forged) {
      const answer = await contributor.submit(one);
      if (answer.__typename !== 'SubmissionAccepted') throw new Error(JSON.stringify(answer));
    }
    await untilConcluded(sql);
    const seconds = (performance.now() - began) / 1000;
    return [
      {
        id: 'verify.job-path-submissions-per-second',
        value: SUBMISSIONS / seconds,
        unit: 'submissions/s',
        goal: null,
        better: 'higher',
        about: `from upload to a ranked board: ${String(SUBMISSIONS)} submissions of ${String(RUNS)} runs with traces of ${TRACE_UPDATES.toLocaleString('en-US')} updates, one after another through the registry’s own door and queue`,
      },
    ];
  } finally {
    await sql.end();
  }
}

async function openTask(sql: postgres.Sql, task: Task): Promise<void> {
  await sql`insert into task (slug, task_version, name, hash, kind, model_id, state, opened_at, document)
    select ${task.slug}, ${task.taskVersion}, ${taskName(task)}, ${taskHash(task)}, ${task.kind}, min(id), 'open', now(),
      ${sql.json(task)} from model`;
}

async function untilConcluded(sql: postgres.Sql): Promise<void> {
  for (const until = performance.now() + PATIENCE_MS; ;) {
    const [left] = await sql<{ waiting: number; rejected: number }[]>`
      select (select count(*)::int from job) as waiting, count(*)::int as rejected from submission
      where state = 'rejected'`;
    if (left === undefined || left.rejected > 0) throw new Error('An honest submission was rejected.');
    if (left.waiting === 0) return;
    if (performance.now() > until) throw new Error('The queue was not worked off in time.');
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** The registry at an address, as a contributor asks it. */
function asked(graphqlUrl: string, task: Task): AskedRegistry {
  const ask: AskedRegistry['ask'] = async (query, variables = {}, token) => {
    const reply = await fetch(graphqlUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors = [] } = (await reply.json()) as Partial<Reply>;
    return { status: reply.status, data, errors };
  };
  return {
    origin: new URL(graphqlUrl).origin,
    task,
    ask,
    data: async <T>(query: string, variables?: Readonly<Record<string, unknown>>, token?: string) => {
      const { data, errors } = await ask(query, variables, token);
      if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('; '));
      return data as T;
    },
  };
}
