import { seedsNeeded } from '@ratebook/core/ranking';
import { BUDGET_SHARES } from '@ratebook/core/task';
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { refusedArguments } from '../errors.js';
import type { RequestContext } from '../graphql/context.js';
import { CostUnit, Objective } from '../graphql/enums.js';
import type { RegistryParts } from '../registry-parts.js';
import { TaskType } from '../task/task.type.js';
import { toTask } from '../task/to-task.js';
import { BoardRowConnection } from './board.connection.js';
import { BoardArguments } from './board.input.js';
import { type AskedTask, BOARD_LIST } from './board.store.js';
import { BoardType } from './board.type.js';
import { rankingRules } from './ranking-rules.js';

const SEEDS_NEEDED = { twoSigma: seedsNeeded(2), oneSigma: seedsNeeded(1), halfSigma: seedsNeeded(0.5) };

@ArgsType()
class NamedBoardArguments extends BoardArguments {
  @Field(() => CostUnit, { nullable: true, defaultValue: CostUnit.UPDATES, description: 'What cost is counted in.' })
  costUnit: (typeof CostUnit)[keyof typeof CostUnit] | null;
}

@Resolver(() => BoardType)
export class BoardResolver {
  @Query(() => BoardType, { nullable: true, description: 'A task’s ranking; null where there is no such task.' })
  board(
    @Arg('task', () => String, { description: '`slug@version`, or a slug for its newest version.' }) task: string,
    @Args(() => NamedBoardArguments) asked: NamedBoardArguments,
    @Ctx() { registry }: RequestContext,
  ) {
    return findBoard(registry, { name: task }, asked, asked.costUnit ?? CostUnit.UPDATES);
  }

  @FieldResolver(() => TaskType, { description: 'The task that is ranked.' })
  async task(@Root() board: BoardType, @Ctx() { loaders }: RequestContext) {
    return toTask(await loaders.task.load(board.taskId));
  }

  @FieldResolver(() => BoardRowConnection, { description: 'The rows, best first.' })
  rows(@Root() board: BoardType) {
    return board.page;
  }
}

/** One of the three shares, or a GraphQL error: an empty board would say that nobody has run it. */
export function knownBudget(budget: number): number {
  if (BUDGET_SHARES.some((share) => share === budget)) return budget;
  throw refusedArguments([
    {
      code: 'budget.unknown',
      path: 'budget',
      expected: '0.25, 0.5 or 1',
      got: String(budget),
      message: `A board stands at 0.25, 0.5 or 1 of the task’s budget; ${String(budget)} was asked for.`,
    },
  ]);
}

/** A known task's board with one page of its rows; an empty one where nothing was ranked yet. */
export async function boardPage(registry: RegistryParts, taskId: number, asked: BoardArguments): Promise<BoardType> {
  const found = await findBoard(registry, { id: taskId }, asked, CostUnit.UPDATES);
  if (!found) throw new Error(`There is no task ${String(taskId)}.`);
  return found;
}

async function findBoard(
  registry: RegistryParts,
  task: AskedTask,
  asked: BoardArguments,
  costUnit: BoardType['costUnit'],
): Promise<BoardType | null> {
  const objective = asked.objective ?? Objective.BEST_METRIC;
  const budget = knownBudget(asked.budget ?? 1);
  const view = asked.view ?? null;
  const found = await registry.boards.findPage({ task, objective, budget, view }, asked.of(BOARD_LIST));
  if (!found) return null;
  const { taskId, head, page } = found;
  return {
    id: head?.id ?? null,
    taskId,
    objective,
    budget,
    costUnit,
    view: head?.view ?? view ?? 'all',
    rankingVersion: head?.rankingVersion ?? rankingRules.rankingVersion,
    computedAt: head?.computedAt ?? null,
    rowCount: head?.rowCount ?? 0,
    seedsNeeded: SEEDS_NEEDED,
    page,
  };
}
