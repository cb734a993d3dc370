import type { Connection } from '../database/client.js';
import type { TaskState } from './task.store.js';

export interface TaskEventRecord {
  readonly taskId: number;
  /** The state that the task came into. */
  readonly state: TaskState;
  /** Null: whoever runs the registry. */
  readonly accountId: number | null;
  readonly at: Date;
  readonly reason: string | null;
}

export interface TaskHistory {
  readonly taskId: number;
  readonly events: readonly TaskEventRecord[];
}

/** What happened to tasks, and by whom. Rows are added and never changed. */
export class TaskEventStore {
  readonly #sql: Connection;

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  async insert(event: TaskEventRecord): Promise<void> {
    await this.#sql`
      insert into task_event (task_id, state, account_id, at, reason)
      values (${event.taskId}, ${event.state}, ${event.accountId}, ${event.at}, ${event.reason})`;
  }

  /** Everything that happened to some tasks, each task's in order; a task of which nothing is known has no events. */
  async findHistories(taskIds: readonly number[]): Promise<readonly TaskHistory[]> {
    const rows = await this.#sql<TaskEventRecord[]>`
      select task_id as "taskId", state, account_id as "accountId", at, reason from task_event
      where task_id = any(${taskIds as number[]}::bigint[]) order by task_id, id`;
    return taskIds.map((taskId) => ({ taskId, events: rows.filter((row) => row.taskId === taskId) }));
  }

  /** Proposals of an account that nobody has decided about yet: their tasks' inner keys. */
  async findOpenProposals(accountId: number): Promise<readonly number[]> {
    const rows = await this.#sql<{ taskId: number }[]>`
      select task.id as "taskId" from task_event e join task on task.id = e.task_id
      where e.account_id = ${accountId} and e.state = 'proposed' and task.state = 'proposed' order by task.id`;
    return rows.map(({ taskId }) => taskId);
  }
}
