import { Args, ArgsType, Ctx, Field, FieldResolver, Float, Int, Query, Resolver, Root } from 'type-graphql';
import { ArmType } from '../arm/arm.type.js';
import { knownBudget } from '../board/board.resolver.js';
import type { CitationRecord } from '../citation/citation.store.js';
import { CitationType } from '../citation/citation.type.js';
import { toCitation } from '../citation/to-citation.js';
import type { RequestContext } from '../graphql/context.js';
import { Objective } from '../graphql/enums.js';
import { PolicyType } from '../policy/policy.type.js';
import { toPolicy } from '../policy/to-policy.js';
import { TaskType } from '../task/task.type.js';
import { toTask } from '../task/to-task.js';
import { GuideRule } from './guide-rule.type.js';
import { PolicyAnswer } from './policy-answer.type.js';

@ArgsType()
class BestPolicyArguments {
  @Field(() => String, { description: 'The model, by slug, hub id or another name, in any case.' })
  model: string;
  @Field(() => String, { nullable: true, description: 'Adaptation method: none, full, lora, qlora or another.' })
  adaptation?: string | null;
  @Field(() => Int, { nullable: true, description: 'LoRA rank.' })
  rank?: number | null;
  @Field(() => String, { nullable: true, description: 'Kind of task.' })
  taskKind?: string | null;
  @Field(() => String, { nullable: true, description: 'Name of the dataset.' })
  dataset?: string | null;
  @Field(() => String, { nullable: true, description: 'Only measurements on this task.' })
  task?: string | null;
  @Field(() => Objective, { nullable: true, defaultValue: Objective.BEST_METRIC, description: 'What counts as best.' })
  objective: Objective | null;
  @Field(() => Float, { nullable: true, defaultValue: 1, description: 'Share of the task’s budget: 0.25, 0.5 or 1.' })
  budget: number | null;
}

/** Answers share their records from one request to the next. */
const shown = new WeakMap<CitationRecord, CitationType>();

@Resolver(() => PolicyAnswer)
export class RecommendationResolver {
  @Query(() => [PolicyAnswer], {
    description:
      'Which policy for this model? Best evidence first; an unknown model gets rules of thumb and is told so.',
  })
  bestPolicy(@Args(() => BestPolicyArguments) asked: BestPolicyArguments, @Ctx() { registry }: RequestContext) {
    return registry.recommendations.answer({ ...asked, budget: knownBudget(asked.budget ?? 1) });
  }

  @Query(() => [GuideRule], { description: 'The rules of thumb, and beside each what the registry has measured.' })
  guide(@Ctx() { registry }: RequestContext) {
    return registry.recommendations.guide();
  }

  @FieldResolver(() => PolicyType, { nullable: true, description: 'The policy; null where its shape is not known.' })
  policy(@Root() { policyId }: PolicyAnswer, @Ctx() { registry, loaders }: RequestContext) {
    if (policyId === null) return null;
    const known = registry.policies.known(policyId);
    // Without a promise where none is needed: each makes all that is above it in the reply wait.
    return known ? toPolicy(known) : loaders.policy.load(policyId).then(toPolicy);
  }

  @FieldResolver(() => TaskType, { nullable: true, description: 'The task it was measured on.' })
  task(@Root() { task }: PolicyAnswer) {
    return task && toTask(task);
  }

  @FieldResolver(() => ArmType, { nullable: true, description: 'The arm that was measured.' })
  arm(@Root() answer: PolicyAnswer, @Ctx() { loaders }: RequestContext) {
    return answer.armId === null ? null : loaders.arm.load(answer.armId);
  }

  @FieldResolver(() => CitationType, { nullable: true, description: 'The citation, where it is published.' })
  citation(@Root() { citation }: PolicyAnswer) {
    if (citation === null) return null;
    const citationShown = shown.get(citation) ?? toCitation(citation);
    shown.set(citation, citationShown);
    return citationShown;
  }
}
