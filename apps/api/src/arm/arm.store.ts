import type { Connection } from '../database/client.js';
import { type Page, type PageRequest, toPage } from '../database/cursor.js';

export interface ArmFacts {
  readonly hash: string;
  readonly taskId: number;
  readonly policyId: number;
  readonly recipeHash: string;
  readonly recipe: unknown;
  readonly budgetUnit: string;
  readonly budgetAmount: number;
  readonly budgetUpdates: number;
  readonly budgetShare: number;
  readonly peakLearningRate: number;
}

export interface ArmRecord extends ArmFacts {
  readonly id: number;
}

export const ARM_LIST = 'arms';

export class ArmStore {
  readonly #sql: Connection;

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  #columns() {
    return this.#sql`arm.id, arm.hash, arm.task_id as "taskId", arm.policy_id as "policyId",
      recipe.hash as "recipeHash", recipe.document as recipe, arm.budget_unit as "budgetUnit",
      arm.budget_amount as "budgetAmount", arm.budget_updates as "budgetUpdates", arm.budget_share as "budgetShare",
      arm.peak_learning_rate as "peakLearningRate"`;
  }

  findManyByIds(ids: readonly number[]): Promise<readonly ArmRecord[]> {
    return this.#sql<ArmRecord[]>`
      select ${this.#columns()} from arm join recipe on recipe.id = arm.recipe_id
      where arm.id = any(${ids as number[]}::bigint[])`;
  }

  async findOrInsert(arm: ArmFacts): Promise<number> {
    await this
      .#sql`insert into recipe (hash, document) values (${arm.recipeHash}, ${this.#sql.json(arm.recipe as never)})
      on conflict (hash) do nothing`;
    await this.#sql`
      insert into arm (hash, task_id, policy_id, recipe_id, budget_unit, budget_amount, budget_updates, budget_share,
        peak_learning_rate)
      select ${arm.hash}, ${arm.taskId}, ${arm.policyId}, recipe.id, ${arm.budgetUnit}, ${arm.budgetAmount},
        ${arm.budgetUpdates}, ${arm.budgetShare}, ${arm.peakLearningRate}
      from recipe where recipe.hash = ${arm.recipeHash}
      on conflict (hash) do nothing`;
    const rows = await this.#sql<{ id: number }[]>`select id from arm where hash = ${arm.hash}`;
    if (!rows[0]) throw new Error('An arm was neither inserted nor found.');
    return rows[0].id;
  }

  async listOfPolicy(policyId: number, request: PageRequest): Promise<Page<ArmRecord>> {
    const rows = await this.#sql<ArmRecord[]>`
      select ${this.#columns()} from arm join recipe on recipe.id = arm.recipe_id
      where arm.policy_id = ${policyId} and arm.id > ${request.after?.[0] ?? 0}
      order by arm.id limit ${request.first + 1}`;
    return toPage(ARM_LIST, request, rows, (row) => [row.id]);
  }
}
