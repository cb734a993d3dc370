import { valueOrThrow } from '@ratebook/core/refusal';
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { AccountType } from '../account/account.type.js';
import { BoardArguments } from '../board/board.input.js';
import { boardPage } from '../board/board.resolver.js';
import { BoardType } from '../board/board.type.js';
import { mapPage } from '../database/map-page.js';
import type { RequestContext } from '../graphql/context.js';
import { TaskState, View } from '../graphql/enums.js';
import { PageOf20, PageOf50 } from '../graphql/page.input.js';
import { ModelType } from '../model/model.type.js';
import { readPolicy } from '../policy/policy.service.js';
import { PolicyType } from '../policy/policy.type.js';
import { toPolicy } from '../policy/to-policy.js';
import { RangeTestConnection } from '../range-test/range-test.connection.js';
import { RANGE_TEST_LIST } from '../range-test/range-test.store.js';
import { StudyConnection } from '../study/study.connection.js';
import { STUDY_LIST } from '../study/study.store.js';
import { TaskConnection } from './task.connection.js';
import { TASK_LIST, type TaskState as TaskStateValue } from './task.store.js';
import { TaskEventType, TaskType } from './task.type.js';
import { toTask } from './to-task.js';

@ArgsType()
class TaskListArguments extends PageOf50 {
  @Field(() => TaskState, {
    nullable: true,
    description: 'Only tasks of this state; without it those that are or were open.',
  })
  state?: TaskStateValue | null;
  @Field(() => String, { nullable: true, description: 'Only tasks of this kind.' })
  kind?: string | null;
  @Field(() => String, { nullable: true, description: 'Only tasks of this model, by slug.' })
  model?: string | null;
}

@Resolver(() => TaskType)
export class TaskResolver {
  @Query(() => TaskConnection, {
    description: 'Tasks, in the order in which they came: those that are or were open, or those of a state.',
  })
  async tasks(@Args(() => TaskListArguments) asked: TaskListArguments, @Ctx() { registry }: RequestContext) {
    const filter = { state: asked.state ?? null, kind: asked.kind ?? null, model: asked.model ?? null };
    return mapPage(await registry.tasks.list(filter, asked.of(TASK_LIST)), toTask);
  }

  @Query(() => TaskType, {
    nullable: true,
    description: 'A task by `slug@version`, or by slug for its newest version that has opened (else its newest).',
  })
  async task(
    @Arg('slug', () => String, { description: '`slug@version`, or a slug for its newest version.' }) slug: string,
    @Ctx() { registry }: RequestContext,
  ) {
    const found = await registry.tasks.find(slug);
    return found && toTask(found);
  }

  @FieldResolver(() => [TaskEventType], {
    description: 'Who proposed it, who decided about it, and when; the oldest first.',
  })
  async history(@Root() task: TaskType, @Ctx() { loaders }: RequestContext) {
    return (await loaders.taskHistory.load(task.id)).events;
  }

  @FieldResolver(() => ModelType, { description: 'The network that is trained.' })
  model(@Root() task: TaskType, @Ctx() { loaders }: RequestContext) {
    return loaders.model.load(task.modelId);
  }

  @FieldResolver(() => PolicyType, { description: 'The policy of the baseline arm.' })
  async baseline(@Root() task: TaskType, @Ctx() { registry }: RequestContext) {
    const policy = valueOrThrow(readPolicy(task.baselineDocument as Record<string, unknown>));
    return toPolicy((await registry.policies.findByHash(policy.hash)) ?? policy);
  }

  @FieldResolver(() => RangeTestConnection, { description: 'Its range tests, newest first.' })
  rangeTests(@Root() task: TaskType, @Args(() => PageOf20) page: PageOf20, @Ctx() { registry }: RequestContext) {
    return registry.rangeTests.list(task.id, page.of(RANGE_TEST_LIST));
  }

  @FieldResolver(() => StudyConnection, { description: 'Its studies, newest first.' })
  studies(@Root() task: TaskType, @Args(() => PageOf20) page: PageOf20, @Ctx() { registry }: RequestContext) {
    return registry.studies.list({ taskId: task.id }, page.of(STUDY_LIST));
  }

  @FieldResolver(() => View, { description: 'The highest view that has rows: where the page opens.' })
  openingView(@Root() task: TaskType, @Ctx() { registry }: RequestContext) {
    return registry.boards.openingView(task.id);
  }

  @FieldResolver(() => BoardType, { description: 'Its ranking.' })
  board(
    @Root() task: TaskType,
    @Args(() => BoardArguments) asked: BoardArguments,
    @Ctx() { registry }: RequestContext,
  ) {
    return boardPage(registry, task.id, asked);
  }
}

@Resolver(() => TaskEventType)
export class TaskEventResolver {
  @FieldResolver(() => AccountType, { nullable: true, description: 'Who did it; null: whoever runs the registry.' })
  account(@Root() event: TaskEventType, @Ctx() { loaders }: RequestContext) {
    return event.accountId === null ? null : loaders.account.load(event.accountId);
  }
}
