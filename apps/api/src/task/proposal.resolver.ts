import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { orRefused, outcomeOf } from '../graphql/refusal.type.js';
import { JsonScalar } from '../graphql/scalars.js';
import { TaskType } from './task.type.js';
import { toTask } from './to-task.js';

@ObjectType({ simpleResolvers: true, description: 'The task is proposed: it waits for a steward to open it.' })
export class TaskProposed {
  @Field(() => TaskType, { description: 'The task.' })
  task: TaskType;
  @Field(() => Boolean, { description: 'Whether the very document was there before.' })
  isDuplicate: boolean;
}

@ObjectType({ simpleResolvers: true, description: 'The task is open: it takes runs.' })
export class TaskOpened {
  @Field(() => TaskType, { description: 'The task.' })
  task: TaskType;
}

@ObjectType({ simpleResolvers: true, description: 'The task takes no runs; a proposal is declined.' })
export class TaskRetired {
  @Field(() => TaskType, { description: 'The task.' })
  task: TaskType;
}

const ProposeTaskResult = orRefused('ProposeTaskResult', TaskProposed);
const OpenTaskResult = orRefused('OpenTaskResult', TaskOpened);
const RetireTaskResult = orRefused('RetireTaskResult', TaskRetired);

/** Tasks of people's own, from the proposal to the end. */
@Resolver()
export class ProposalResolver {
  @Mutation(() => ProposeTaskResult, {
    description:
      'Proposes a task. A proposal never changes: a changed document is the slug’s next version and takes the place of the proposer’s own that wait.',
  })
  async proposeTask(
    @Arg('document', () => JsonScalar, { description: 'The whole task document.' }) document: unknown,
    @Ctx() { registry, signedIn }: RequestContext,
  ) {
    const proposed = await registry.tasking.propose(signedIn, document);
    return outcomeOf(proposed, ({ task, isDuplicate }) => ({ task: toTask(task), isDuplicate }));
  }

  @Mutation(() => OpenTaskResult, { description: 'Opens a proposed task. Stewards only.' })
  async openTask(
    @Arg('name', () => String, { description: '`slug@version`.' }) name: string,
    @Ctx() { registry, steward }: RequestContext,
  ) {
    return outcomeOf(await registry.tasking.open(steward, name), (task) => ({ task: toTask(task) }));
  }

  @Mutation(() => RetireTaskResult, {
    description: 'Retires an open task, or declines a proposed one; what was measured stays. Stewards only.',
  })
  async retireTask(
    @Arg('name', () => String, { description: '`slug@version`.' }) name: string,
    @Arg('reason', () => String, { nullable: true, description: 'Why: shown on the task’s page.' })
    reason: string | null | undefined,
    @Ctx() { registry, steward }: RequestContext,
  ) {
    return outcomeOf(await registry.tasking.retire(steward, name, reason ?? null), (task) => ({ task: toTask(task) }));
  }
}
