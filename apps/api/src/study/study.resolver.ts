import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { AccountType } from '../account/account.type.js';
import { ArmType } from '../arm/arm.type.js';
import { toPage } from '../database/cursor.js';
import type { RequestContext } from '../graphql/context.js';
import { TEN_ROWS } from '../graphql/limits.js';
import { PageOf100, PageOf20 } from '../graphql/page.input.js';
import { RangeTestType } from '../range-test/range-test.type.js';
import { RunType } from '../run/run.type.js';
import { SubmissionType } from '../submission/submission.type.js';
import { toSubmission } from '../submission/to-submission.js';
import { TaskType } from '../task/task.type.js';
import { toTask } from '../task/to-task.js';
import { StudyConnection, StudyTrialConnection } from './study.connection.js';
import { type StoredPlan, STUDY_LIST, TRIAL_LIST } from './study.store.js';
import { StudyPlanType, StudyTrialType, StudyType, TrialReading } from './study.type.js';

@ArgsType()
class StudyListArguments extends PageOf20 {
  @Field(() => String, { nullable: true, description: 'Only of this task, by `slug@version` or slug.' })
  task?: string | null;
  @Field(() => String, { nullable: true, description: 'Only on tasks of this model, by slug or hub id.' })
  model?: string | null;
}

@Resolver(() => StudyType)
export class StudyResolver {
  @Query(() => StudyConnection, { description: 'Studies of accepted submissions, newest first.' })
  async studies(@Args(() => StudyListArguments) asked: StudyListArguments, @Ctx() { registry }: RequestContext) {
    const request = asked.of(STUDY_LIST);
    const [task, model] = await Promise.all([
      asked.task == null ? null : registry.tasks.find(asked.task),
      asked.model == null ? null : registry.models.find(asked.model),
    ]);
    const isUnknown = (asked.task != null && task === null) || (asked.model != null && model === null);
    if (isUnknown) return toPage(STUDY_LIST, request, [], () => []);
    const filter = { ...(task === null ? {} : { taskId: task.id }), ...(model === null ? {} : { modelId: model.id }) };
    return registry.studies.list(filter, request);
  }

  @Query(() => StudyType, { nullable: true, description: 'A study by the id of its submission.' })
  study(
    @Arg('id', () => String, { description: 'Id of its submission, 12 to 64 digits.' }) id: string,
    @Ctx() { registry }: RequestContext,
  ) {
    return registry.studies.find(id);
  }

  @FieldResolver(() => TaskType, { description: 'The task it was made on.' })
  async task(@Root() study: StudyType, @Ctx() { loaders }: RequestContext) {
    return toTask(await loaders.task.load(study.taskId));
  }

  @FieldResolver(() => SubmissionType, { description: 'The submission it came in.' })
  async submission(@Root() study: StudyType, @Ctx() { loaders, registry }: RequestContext) {
    return toSubmission(await loaders.submission.load(study.submissionId), registry.clock());
  }

  @FieldResolver(() => AccountType, { description: 'Who made it.' })
  async account(@Root() study: StudyType, @Ctx() { loaders }: RequestContext) {
    return loaders.account.load((await loaders.submission.load(study.submissionId)).accountId);
  }

  @FieldResolver(() => StudyPlanType, { nullable: true, description: 'Its plan; null where it cannot be read.' })
  plan(@Root() { plan, candidateCount }: StudyType): StudyPlanType | null {
    if (plan === null) return null;
    const { search, phases, totalUpdates, by, confirmations } = plan;
    return {
      draw: search.draw,
      seed: search.seed,
      space: search.space,
      candidateCount,
      totalUpdates,
      ...strategyOf(plan),
      by,
      phaseBoundaries: phases?.boundaries ?? [],
      phaseHeights: phases?.heights ?? [],
      confirmations,
    };
  }

  @FieldResolver(() => RangeTestType, {
    nullable: true,
    description: 'The range test that the space was read from, where this registry has it.',
  })
  rangeTest(@Root() { rangeTestRowId }: StudyType, @Ctx() { loaders }: RequestContext) {
    return rangeTestRowId === null ? null : loaders.rangeTest.load(rangeTestRowId);
  }

  @FieldResolver(() => StudyTrialConnection, { description: 'Its trials, in the order in which they were begun.' })
  trials(@Root() study: StudyType, @Args(() => PageOf100) page: PageOf100, @Ctx() { registry }: RequestContext) {
    return registry.studies.trialsOf(study.rowId, page.of(TRIAL_LIST));
  }

  @FieldResolver(() => StudyTrialType, { nullable: true, description: 'The trial that won; null where none did.' })
  winner(@Root() { winnerTrialId }: StudyType, @Ctx() { loaders }: RequestContext) {
    return winnerTrialId === null ? null : loaders.studyTrial.load(winnerTrialId);
  }

  @FieldResolver(() => StudyTrialType, {
    nullable: true,
    description:
      'The next best that did not diverge; beside a composition, the best single policy. Null where there is none.',
  })
  runnerUp(@Root() { runnerUpTrialId }: StudyType, @Ctx() { loaders }: RequestContext) {
    return runnerUpTrialId === null ? null : loaders.studyTrial.load(runnerUpTrialId);
  }
}

type Strategy = Pick<StudyPlanType, 'strategy' | 'rungs' | 'looks' | 'eta' | 'keepsOneBelow' | 'stride' | 'giveUpAt'>;

/** How candidates were searched among, in one shape for both ways. */
function strategyOf({ halving, climb, totalUpdates }: StoredPlan): Strategy {
  if (halving !== null) return { strategy: 'halving', ...halving, looks: null, stride: null, giveUpAt: null };
  const { stride = null, rungs: looks = [], giveUpAt = null } = climb ?? {};
  const compared = new Set([...looks, ...(giveUpAt === null ? [] : [giveUpAt]), totalUpdates]);
  return {
    strategy: 'climb',
    rungs: [...compared].toSorted((a, b) => a - b),
    looks,
    eta: null,
    keepsOneBelow: null,
    stride,
    giveUpAt,
  };
}

@Resolver(() => StudyTrialType)
export class StudyTrialResolver {
  @FieldResolver(() => ArmType, { nullable: true, description: 'Its arm; null where the submission lacks it.' })
  arm(@Root() { armId }: StudyTrialType, @Ctx() { loaders }: RequestContext) {
    return armId === null ? null : loaders.arm.load(armId);
  }

  @FieldResolver(() => RunType, { nullable: true, description: 'Its run; null where the submission lacks it.' })
  run(@Root() { runRowId }: StudyTrialType, @Ctx() { loaders }: RequestContext) {
    return runRowId === null ? null : loaders.run.load(runRowId);
  }

  @FieldResolver(() => [TrialReading], {
    description: 'What it saw of the validation split, in order.',
    complexity: TEN_ROWS,
  })
  async readings(
    @Root() { runRowId, armId }: StudyTrialType,
    @Ctx() { loaders }: RequestContext,
  ): Promise<readonly TrialReading[]> {
    if (runRowId === null || armId === null) return [];
    const [{ evaluations }, { taskId }] = await Promise.all([
      loaders.evaluations.load(runRowId),
      loaders.arm.load(armId),
    ]);
    const { name } = (await loaders.task.load(taskId)).document.metric;
    return evaluations
      .filter(({ split, t }) => split === 'validation' && t > 0)
      .map(({ t, metrics }) => ({ t, loss: metrics['loss'] ?? null, metric: metrics[name] ?? null }));
  }
}
