import { type Task, taskHash, taskName } from '@ratebook/core/task';
import type { Connection } from '../database/client.js';
import { type Page, type PageRequest, toPage } from '../database/cursor.js';

export type TaskState = 'proposed' | 'open' | 'retired' | 'declined' | 'withdrawn';

export interface TaskRecord {
  readonly id: number;
  /** `slug@version`. */
  readonly name: string;
  readonly slug: string;
  readonly taskVersion: number;
  readonly hash: string;
  readonly kind: string;
  readonly modelId: number;
  readonly state: TaskState;
  readonly openedAt: Date | null;
  readonly document: Task;
  /** Arms with runs in accepted submissions, as its boards were last ranked. */
  readonly armCount: number;
  /** Runs in accepted submissions, at the same moment. */
  readonly runCount: number;
}

export const TASK_LIST = 'tasks';

export class TaskStore {
  readonly #sql: Connection;

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  #columns() {
    return this.#sql`task.id, task.name, task.slug, task.task_version as "taskVersion", task.hash, task.kind,
      task.model_id as "modelId", task.state, task.opened_at as "openedAt", task.document,
      task.arm_count as "armCount", task.run_count as "runCount"`;
  }

  /** `slug@version`, or a slug for its newest version: of those that have opened, where one has. */
  async find(name: string): Promise<TaskRecord | null> {
    const rows = await this.#sql<TaskRecord[]>`
      select ${this.#columns()} from task where name = ${name} or slug = ${name}
      order by (opened_at is not null) desc, task_version desc limit 1`;
    return rows[0] ?? null;
  }

  findManyByIds(ids: readonly number[]): Promise<readonly TaskRecord[]> {
    return this.#sql<TaskRecord[]>`select ${this.#columns()} from task where id = any(${ids as number[]}::bigint[])`;
  }

  /** A model's tasks that are or were open: what is only proposed says nothing about a model. */
  findOfModel(modelId: number): Promise<readonly TaskRecord[]> {
    return this.#sql<TaskRecord[]>`
      select ${this.#columns()} from task where model_id = ${modelId} and opened_at is not null order by id`;
  }

  /** A task by its whole name, locked until the end of the transaction. */
  async findForUpdate(name: string): Promise<TaskRecord | null> {
    const rows = await this.#sql<TaskRecord[]>`select ${this.#columns()} from task where name = ${name} for update`;
    return rows[0] ?? null;
  }

  /** Every version of a slug, in whatever state, oldest first. */
  findVersions(slug: string): Promise<readonly TaskRecord[]> {
    return this.#sql<TaskRecord[]>`select ${this.#columns()} from task where slug = ${slug} order by task_version`;
  }

  async changeState(id: number, state: TaskState, openedAt: Date | null): Promise<void> {
    await this.#sql`update task set state = ${state}, opened_at = ${openedAt} where id = ${id}`;
  }

  /**
   * Opens a task of the registry's own: a file of whoever runs it, or its content. One that has opened stays as it is; a
   * proposal of that name gives way. `isNew` says whether it opened now.
   */
  async insertOpen(task: Task, modelId: number, now: Date): Promise<TaskRecord & { readonly isNew: boolean }> {
    const name = taskName(task);
    await this.#sql`
      delete from task_event using task where task.id = task_event.task_id and task.name = ${name}
        and task.opened_at is null and task.hash <> ${taskHash(task)}`;
    await this.#sql`delete from task where name = ${name} and opened_at is null and hash <> ${taskHash(task)}`;
    const changed = await this.#sql`
      insert into task (slug, task_version, name, hash, kind, model_id, state, opened_at, document)
      values (${task.slug}, ${task.taskVersion}, ${name}, ${taskHash(task)}, ${task.kind}, ${modelId}, 'open', ${now},
        ${this.#sql.json(task)})
      on conflict (name) do update set state = 'open', opened_at = excluded.opened_at where task.opened_at is null
      returning id`;
    const found = await this.find(name);
    if (!found) throw new Error(`The task ${name} was neither inserted nor found.`);
    return { ...found, isNew: changed.length > 0 };
  }

  /** Keeps a proposal; null where the name is taken. */
  async insertProposed(task: Task, modelId: number): Promise<TaskRecord | null> {
    const name = taskName(task);
    const inserted = await this.#sql`
      insert into task (slug, task_version, name, hash, kind, model_id, state, document)
      values (${task.slug}, ${task.taskVersion}, ${name}, ${taskHash(task)}, ${task.kind}, ${modelId}, 'proposed',
        ${this.#sql.json(task)})
      on conflict (name) do nothing returning id`;
    return inserted.length > 0 ? this.findForUpdate(name) : null;
  }

  /** Every task of whatever state, in the order in which they came. */
  listAll(): Promise<readonly TaskRecord[]> {
    return this.#sql<TaskRecord[]>`select ${this.#columns()} from task order by id`;
  }

  /** Tasks in the order in which they came; without a state those that are or were open. */
  async list(
    filter: { readonly state: TaskState | null; readonly kind: string | null; readonly model: string | null },
    request: PageRequest,
  ): Promise<Page<TaskRecord>> {
    const rows = await this.#sql<TaskRecord[]>`
      select ${this.#columns()} from task join model on model.id = task.model_id
      where (task.state = ${filter.state} or (${filter.state}::task_state is null and task.opened_at is not null))
        and (${filter.kind}::text is null or task.kind = ${filter.kind})
        and (${filter.model}::text is null or model.slug = ${filter.model}) and task.id > ${request.after?.[0] ?? 0}
      order by task.id limit ${request.first + 1}`;
    return toPage(TASK_LIST, request, rows, (row) => [row.id]);
  }

  /**
   * Counts the task's arms and runs in accepted submissions anew. Its ranking does this: to count at each look would cost
   * more with every run.
   */
  async recount(id: number): Promise<void> {
    await this.#sql`
      update task set arm_count = counted.arms, run_count = counted.runs
      from (select count(distinct run.arm_id) filter (where run.role = 'arm') as arms, count(*) as runs
        from run join submission s on s.id = run.submission_id
        where run.task_id = ${id} and s.state = 'accepted') counted
      where task.id = ${id}`;
  }
}
