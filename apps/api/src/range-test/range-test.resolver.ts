import { RAMP_RULES, readRamp } from '@ratebook/core/range-test';
import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { AccountType } from '../account/account.type.js';
import { toPage } from '../database/cursor.js';
import type { RequestContext } from '../graphql/context.js';
import { PageOf50 } from '../graphql/page.input.js';
import { PolicyType } from '../policy/policy.type.js';
import { toPolicy } from '../policy/to-policy.js';
import { SubmissionType } from '../submission/submission.type.js';
import { toSubmission } from '../submission/to-submission.js';
import { TaskType } from '../task/task.type.js';
import { toTask } from '../task/to-task.js';
import { RangeTestConnection } from './range-test.connection.js';
import { RANGE_TEST_LIST } from './range-test.store.js';
import { RampSuggestion, RangePoint, RangeTestType } from './range-test.type.js';

@Resolver(() => RangeTestType)
export class RangeTestResolver {
  @Query(() => RangeTestConnection, { description: 'Range tests of accepted submissions, newest first.' })
  async rangeTests(
    @Arg('task', () => String, { nullable: true, description: 'Only of this task, by `slug@version` or slug.' })
    task: string | null | undefined,
    @Args(() => PageOf50) page: PageOf50,
    @Ctx() { registry }: RequestContext,
  ) {
    const request = page.of(RANGE_TEST_LIST);
    const found = task == null ? null : await registry.tasks.find(task);
    if (task != null && found === null) return toPage(RANGE_TEST_LIST, request, [], () => []);
    return registry.rangeTests.list(found?.id ?? null, request);
  }

  @Query(() => RangeTestType, { nullable: true, description: 'A range test by the id of its submission.' })
  rangeTest(
    @Arg('id', () => String, { description: 'Id of its submission, 12 to 64 digits.' }) id: string,
    @Ctx() { registry }: RequestContext,
  ) {
    return registry.rangeTests.find(id);
  }

  @FieldResolver(() => TaskType, { description: 'The task it was made on.' })
  async task(@Root() rangeTest: RangeTestType, @Ctx() { loaders }: RequestContext) {
    return toTask(await loaders.task.load(rangeTest.taskId));
  }

  @FieldResolver(() => SubmissionType, { description: 'The submission it came in.' })
  async submission(@Root() rangeTest: RangeTestType, @Ctx() { loaders, registry }: RequestContext) {
    return toSubmission(await loaders.submission.load(rangeTest.submissionId), registry.clock());
  }

  @FieldResolver(() => AccountType, { description: 'Who made it.' })
  async account(@Root() rangeTest: RangeTestType, @Ctx() { loaders }: RequestContext) {
    return loaders.account.load((await loaders.submission.load(rangeTest.submissionId)).accountId);
  }

  @FieldResolver(() => PolicyType, { description: 'The policy whose peak was swept.' })
  async policy(@Root() rangeTest: RangeTestType, @Ctx() { loaders }: RequestContext) {
    return toPolicy(await loaders.policy.load(rangeTest.policyId));
  }

  @FieldResolver(() => [RangePoint], { description: 'Its runs, by learning rate.' })
  points(@Root() rangeTest: RangeTestType, @Ctx() { registry }: RequestContext) {
    return registry.rangeTests.pointsOf(rangeTest.rowId);
  }

  @FieldResolver(() => [RampSuggestion], {
    description: 'Of a ramp, what each published rule reads from its points; it ranks nothing. Empty for a grid.',
  })
  async suggestions(@Root() rangeTest: RangeTestType, @Ctx() { registry }: RequestContext) {
    if (rangeTest.method !== 'ramp') return [];
    const points = await registry.rangeTests.pointsOf(rangeTest.rowId);
    const { answers } = readRamp(points, rangeTest.prefixUpdates);
    return RAMP_RULES.map((rule) => ({ rule, ...answers[rule] }));
  }
}
