import postgres from 'postgres';
import { seedPolicies } from './seed-policies.js';

/** The model of the measured task: one that much is published about, so that `bestPolicy` has to weigh both. */
export const MEASURED_MODEL = 'llama-3.2-3b';
export const MEASURED_TASK = 'bench-1@1';

const TASKS = 20;
const ACCOUNTS = 500;
const ARMS_PER_SUBMISSION = 4;
const SEEDS_PER_SUBMISSION = 3;
const RUNS_PER_SUBMISSION = ARMS_PER_SUBMISSION * SEEDS_PER_SUBMISSION;
const BUDGET_UPDATES = 400;

/** How many arms a task has in a registry of that many runs: twenty runs an arm where there are many, five where few. */
function armsPerTask(runs: number): number {
  return Math.max(100, Math.round(runs / TASKS / 20));
}

/**
 * Fills a migrated database that holds the project's content with `runs` runs in 20 tasks, as submissions of four arms
 * with three seeds each would have left them; asks for the ranking of the measured task, which the registry's own worker
 * then does. Indexes and keys come after the rows.
 */
export async function seedRuns(url: string, runs: number): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql`set synchronous_commit = off`;
    await sql`set maintenance_work_mem = '256MB'`;
    const arms = armsPerTask(runs);
    await seedPeople(sql);
    await seedTasks(sql);
    await seedPolicies(sql, arms, BUDGET_UPDATES);
    await seedArms(sql, arms);
    await withoutKeys(sql, ['submission', 'run'], async () => {
      await seedSubmissions(sql, runs);
      await insertRuns(sql, runs, arms);
    });
    await sql`analyze`;
    await sql`insert into job (kind, key, queued_at, run_after) values ('rank-task', ${MEASURED_TASK}, now(), now())`;
  } finally {
    await sql.end();
  }
}

async function seedPeople(sql: postgres.Sql): Promise<void> {
  await sql`insert into account (handle, created_at)
    select 'bench-' || n, now() from generate_series(1, ${ACCOUNTS}::int) n`;
  await sql`insert into runner_key (key_id, public_key, account_id, added_at)
    select encode(sha256(convert_to(handle, 'UTF8')), 'hex'), handle, id, now() from account where handle like 'bench-%'`;
  await sql`create temporary table seeded_account as
    select row_number() over (order by a.id) - 1 as position, a.id as account_id, k.id as key_id
    from account a join runner_key k on k.account_id = a.id where a.handle like 'bench-%'`;
  await sql`create unique index on seeded_account (position)`;
}

/** Tasks like the content's first, under other names; all but the measured one train models of their own. */
async function seedTasks(sql: postgres.Sql): Promise<void> {
  await sql`insert into model (slug, name) select 'bench-model-' || n, 'Bench model ' || n
    from generate_series(2, ${TASKS}::int) n`;
  await sql`insert into task (slug, task_version, name, hash, kind, model_id, state, opened_at, document)
    select 'bench-' || n, 1, 'bench-' || n || '@1', encode(sha256(convert_to('bench-' || n, 'UTF8')), 'hex'), t.kind,
      m.id, 'open', now(), jsonb_set(jsonb_set(t.document, '{slug}', to_jsonb('bench-' || n)), '{model}', to_jsonb(m.slug))
    from generate_series(1, ${TASKS}::int) n
      join model m on m.slug = case n when 1 then ${MEASURED_MODEL} else 'bench-model-' || n end,
      (select * from task where document -> 'metric' ->> 'direction' = 'maximize' order by id limit 1) t
    order by n`;
  await sql`create temporary table seeded_task as
    select row_number() over (order by id) - 1 as position, id as task_id, name from task where name like 'bench-%'`;
}

async function seedArms(sql: postgres.Sql, arms: number): Promise<void> {
  await sql`insert into recipe (hash, document)
    select encode(sha256(convert_to('bench', 'UTF8')), 'hex'), document -> 'recipe' from task where name = ${MEASURED_TASK}`;
  await sql`insert into arm (hash, task_id, policy_id, recipe_id, budget_unit, budget_amount, budget_updates,
      budget_share, peak_learning_rate)
    select encode(sha256(convert_to(t.name || ' ' || p.policy_id, 'UTF8')), 'hex'), t.task_id, p.policy_id,
      (select max(id) from recipe), 'updates', ${BUDGET_UPDATES}::int, ${BUDGET_UPDATES}::int, 1, p.peak_learning_rate
    from seeded_task t, seeded_policy p where p.position < ${arms} order by t.position, p.position`;
  await sql`create temporary table seeded_arm as
    select t.position as task_position, p.position, a.id as arm_id, a.peak_learning_rate
    from arm a join seeded_task t on t.task_id = a.task_id join seeded_policy p on p.policy_id = a.policy_id`;
  await sql`create unique index on seeded_arm (task_position, position)`;
}

async function seedSubmissions(sql: postgres.Sql, runs: number): Promise<void> {
  await sql`create temporary table seeded_submission (position int, submission_id bigint)`;
  await sql`
    with written as (
      insert into submission (hash, text, signature, runner_key_id, account_id, task_id, kind, state, level, received_at)
      select encode(sha256(convert_to('bench ' || n, 'UTF8')), 'hex'), n::text, '', a.key_id, a.account_id, t.task_id,
        'evaluation', 'accepted', 2, now() - make_interval(mins => (${runs}::int - n))
      from generate_series(0, ${Math.ceil(runs / RUNS_PER_SUBMISSION) - 1}::int) n
        join seeded_task t on t.position = n % ${TASKS}::int
        join seeded_account a on a.position = (n * 7 + n / ${ACCOUNTS}::int) % ${ACCOUNTS}::int
      order by n returning id, text)
    insert into seeded_submission select text::int, id from written`;
  await sql`create unique index on seeded_submission (position)`;
  await sql`analyze seeded_submission`;
  await sql`analyze seeded_arm`;
}

/** A run's metric falls off on both sides of a peak of 0.03; the highest learning rates diverge. */
async function insertRuns(sql: postgres.Sql, runs: number, arms: number): Promise<void> {
  await sql`
    insert into run (public_id, submission_id, run_index, arm_id, task_id, account_id, role, status, reason, seed,
      data_seed, learning_rate_semantics, final_test, final_validation, best_validation, minimum_loss, updates, examples,
      wall_seconds, device_seconds, trace_hash, loss_suffix, is_imported, level, received_at)
    select left(s.hash, 16) || '-' || n % ${RUNS_PER_SUBMISSION}::int, s.id, n % ${RUNS_PER_SUBMISSION}::int, a.arm_id,
      s.task_id, s.account_id, 'arm',
      (case when a.peak_learning_rate > 0.5 and n % 3 = 0 then 'diverged' when n % 97 = 0 then 'abandoned'
        else 'completed' end)::run_status,
      null, n, n, 'applied', case when a.peak_learning_rate > 0.5 and n % 3 = 0 or n % 97 = 0 then null else metric end,
      metric, metric, 1 - metric, ${BUDGET_UPDATES}::int, ${BUDGET_UPDATES}::int * 32, 1, 1,
      encode(sha256(int8send(n::bigint)), 'hex'), left(encode(sha256(int8send(n::bigint)), 'hex'), 32), false, 2,
      s.received_at
    from generate_series(0, ${runs}::int - 1) n
      join seeded_submission q on q.position = n / ${RUNS_PER_SUBMISSION}::int
      join submission s on s.id = q.submission_id
      join seeded_arm a on a.task_position = q.position % ${TASKS}::int and a.position =
        (q.position / ${TASKS}::int * ${ARMS_PER_SUBMISSION}::int + n % ${RUNS_PER_SUBMISSION}::int / ${SEEDS_PER_SUBMISSION}::int)
          % ${arms}::int
      cross join lateral (select 0.95 - 0.02 * abs(log(a.peak_learning_rate) - log(0.03::float8))
        + 0.01 * (hashint4(n)::float8 + hashint4(n + 1) + hashint4(n + 2)) / 2147483648 as metric) measured
    order by n`;
}

/** Drops the foreign keys, unique constraints and indexes of some tables, works, and adds them again. */
async function withoutKeys(sql: postgres.Sql, tables: readonly string[], work: () => Promise<void>): Promise<void> {
  const constraints = await sql<{ drop: string; add: string }[]>`
    select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
      format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as add
    from pg_constraint where conrelid::regclass::text = any(${tables as string[]}) and contype in ('f', 'u')
    order by contype desc`;
  for (const { drop } of constraints) await sql.unsafe(drop);
  const indexes = await sql<{ drop: string; add: string }[]>`
    select format('drop index %s', indexrelid::regclass) as drop, pg_get_indexdef(indexrelid) as add
    from pg_index where indrelid::regclass::text = any(${tables as string[]}) and not indisprimary`;
  for (const { drop } of indexes) await sql.unsafe(drop);
  await work();
  for (const { add } of [...indexes, ...constraints]) await sql.unsafe(add);
}
