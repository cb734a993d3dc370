import { parseTrace } from '@ratebook/core/run';
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Float, Int, Query, Resolver, Root } from 'type-graphql';
import { AccountType } from '../account/account.type.js';
import { ArmType } from '../arm/arm.type.js';
import { toPage } from '../database/cursor.js';
import type { RequestContext } from '../graphql/context.js';
import { RunStatus } from '../graphql/enums.js';
import { TEN_ROWS } from '../graphql/limits.js';
import { PageOf50 } from '../graphql/page.input.js';
import { HashScalar } from '../graphql/scalars.js';
import { StudyType } from '../study/study.type.js';
import { SubmissionType } from '../submission/submission.type.js';
import { toSubmission } from '../submission/to-submission.js';
import { TaskType } from '../task/task.type.js';
import { toTask } from '../task/to-task.js';
import { RunConnection } from './run.connection.js';
import { EVERY_RUN, RUN_LIST, type RunStatus as RunStatusValue } from './run.store.js';
import { RunEvaluation, RunType, TraceView } from './run.type.js';
import { thinTrace } from './trace-view.js';

const TRACE_POINTS = 400;

@ArgsType()
class RunListArguments extends PageOf50 {
  @Field(() => String, { nullable: true, description: 'Only runs of this task, by `slug@version` or slug.' })
  task?: string | null;
  @Field(() => HashScalar, { nullable: true, description: 'Only runs of this arm.' })
  arm?: string | null;
  @Field(() => String, { nullable: true, description: 'Only runs of this account, by handle.' })
  account?: string | null;
  @Field(() => RunStatus, { nullable: true, description: 'Only runs that ended so.' })
  status?: RunStatusValue | null;
}

@Resolver(() => RunType)
export class RunResolver {
  @Query(() => RunConnection, { description: 'Runs of accepted submissions, newest first.' })
  async runs(@Args(() => RunListArguments) asked: RunListArguments, @Ctx() { registry }: RequestContext) {
    const request = asked.of(RUN_LIST);
    const [task, account] = await Promise.all([
      asked.task == null ? null : registry.tasks.find(asked.task),
      asked.account == null ? null : registry.accounts.findByHandle(asked.account),
    ]);
    const isUnknown = (asked.task != null && task === null) || (asked.account != null && account === null);
    if (isUnknown) return toPage(RUN_LIST, request, [], () => []);
    const filter = {
      ...EVERY_RUN,
      taskId: task?.id ?? null,
      accountId: account?.id ?? null,
      armHash: asked.arm ?? null,
      status: asked.status ?? null,
    };
    return registry.runs.list(filter, request);
  }

  @Query(() => RunType, { nullable: true, description: 'A run by its id.' })
  run(@Arg('id', () => String, { description: 'The run’s id.' }) id: string, @Ctx() { registry }: RequestContext) {
    return registry.runs.find(id);
  }

  @FieldResolver(() => SubmissionType, { description: 'The submission it came in.' })
  async submission(@Root() run: RunType, @Ctx() { loaders, registry }: RequestContext) {
    return toSubmission(await loaders.submission.load(run.submissionId), registry.clock());
  }

  @FieldResolver(() => StudyType, { nullable: true, description: 'The study that it was trained for, if it was.' })
  async study(@Root() run: RunType, @Ctx() { loaders }: RequestContext) {
    return (await loaders.studyOfSubmission.load(run.submissionId)).study;
  }

  @FieldResolver(() => ArmType, { description: 'What it is a run of.' })
  arm(@Root() run: RunType, @Ctx() { loaders }: RequestContext) {
    return loaders.arm.load(run.armId);
  }

  @FieldResolver(() => TaskType, { description: 'The task it was run on.' })
  async task(@Root() run: RunType, @Ctx() { loaders }: RequestContext) {
    return toTask(await loaders.task.load(run.taskId));
  }

  @FieldResolver(() => AccountType, { description: 'Whose run it is.' })
  account(@Root() run: RunType, @Ctx() { loaders }: RequestContext) {
    return loaders.account.load(run.accountId);
  }

  @FieldResolver(() => Float, { description: 'The largest learning rate of its policy over its budget.' })
  async peakLearningRate(@Root() run: RunType, @Ctx() { loaders }: RequestContext) {
    return (await loaders.arm.load(run.armId)).peakLearningRate;
  }

  @FieldResolver(() => [RunEvaluation], { description: 'Its held-out evaluations, in order.', complexity: TEN_ROWS })
  async evaluations(@Root() run: RunType, @Ctx() { loaders }: RequestContext) {
    return (await loaders.evaluations.load(run.rowId)).evaluations;
  }

  @FieldResolver(() => TraceView, {
    nullable: true,
    description: 'Learning rate and loss, down-sampled to at most `points` (least and greatest of each bucket kept).',
  })
  async trace(
    @Root() run: RunType,
    @Arg('points', () => Int, { nullable: true, defaultValue: TRACE_POINTS, description: 'Greatest number of points.' })
    points: number | null,
    @Ctx() { registry }: RequestContext,
  ) {
    const trace = parseTrace(await registry.artefacts.findJson(run.traceHash));
    return trace.ok ? thinTrace(trace.value, points ?? TRACE_POINTS) : null;
  }
}
