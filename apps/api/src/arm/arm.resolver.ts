import { Args, Ctx, FieldResolver, Float, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../graphql/context.js';
import { PageOf20, PageOf50 } from '../graphql/page.input.js';
import { PolicyType } from '../policy/policy.type.js';
import { toPolicy } from '../policy/to-policy.js';
import { RunConnection } from '../run/run.connection.js';
import { RUN_LIST } from '../run/run.store.js';
import { StudyConnection } from '../study/study.connection.js';
import { STUDY_LIST } from '../study/study.store.js';
import { TaskType } from '../task/task.type.js';
import { toTask } from '../task/to-task.js';
import { ArmType } from './arm.type.js';

@Resolver(() => ArmType)
export class ArmResolver {
  @FieldResolver(() => TaskType, { description: 'The task it was run on.' })
  async task(@Root() arm: ArmType, @Ctx() { loaders }: RequestContext) {
    return toTask(await loaders.task.load(arm.taskId));
  }

  @FieldResolver(() => PolicyType, { description: 'Its policy.' })
  async policy(@Root() arm: ArmType, @Ctx() { loaders }: RequestContext) {
    return toPolicy(await loaders.policy.load(arm.policyId));
  }

  @FieldResolver(() => RunConnection, { description: 'Its runs in accepted submissions, newest first.' })
  runs(@Root() arm: ArmType, @Args(() => PageOf50) page: PageOf50, @Ctx() { registry }: RequestContext) {
    return registry.runs.listOfArm(arm.id, page.of(RUN_LIST));
  }

  @FieldResolver(() => StudyConnection, { description: 'Accepted studies that tried it, newest first.' })
  studies(@Root() arm: ArmType, @Args(() => PageOf20) page: PageOf20, @Ctx() { registry }: RequestContext) {
    return registry.studies.list({ armId: arm.id }, page.of(STUDY_LIST));
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: 'Updates of search and range test of the cheapest study that found it; null where none did.',
  })
  async searchUpdates(@Root() arm: ArmType, @Ctx() { loaders }: RequestContext) {
    return (await loaders.searchCost.load(arm.id)).updates;
  }
}
