import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { CitationConnection } from '../citation/citation.connection.js';
import { CITATION_LIST } from '../citation/citation.store.js';
import { toCitation } from '../citation/to-citation.js';
import { mapPage } from '../database/map-page.js';
import type { RequestContext } from '../graphql/context.js';
import { PageOf50 } from '../graphql/page.input.js';
import { valueOrPage } from '../graphql/page-request.js';
import { LandscapeType } from '../landscape/landscape.type.js';
import { toLandscape } from '../landscape/to-landscape.js';
import { PolicyAnswer } from '../recommendation/policy-answer.type.js';
import { TaskType } from '../task/task.type.js';
import { toTask } from '../task/to-task.js';
import { EvidencePoint } from './evidence-point.type.js';
import { ModelConnection } from './model.connection.js';
import { MODEL_LIST } from './model.store.js';
import { ModelType } from './model.type.js';

@ArgsType()
class ModelListArguments extends PageOf50 {
  @Field(() => String, { nullable: true, description: 'Only models with this text in a name.' })
  text?: string | null;
}

@ArgsType()
class BestPoliciesArguments {
  @Field(() => String, { nullable: true, description: 'Adaptation method: none, full, lora, qlora or another.' })
  adaptation?: string | null;
  @Field(() => Int, { nullable: true, description: 'LoRA rank.' })
  rank?: number | null;
  @Field(() => String, { nullable: true, description: 'Kind of task.' })
  taskKind?: string | null;
  @Field(() => String, { nullable: true, description: 'Name of the dataset.' })
  dataset?: string | null;
  @Field(() => Int, { nullable: true, defaultValue: 10, description: 'Greatest number of answers, 1 to 100.' })
  first: number | null;
}

@Resolver(() => ModelType)
export class ModelResolver {
  @Query(() => ModelConnection, { description: 'All models.' })
  models(@Args(() => ModelListArguments) asked: ModelListArguments, @Ctx() { registry }: RequestContext) {
    return registry.models.list(asked.text ?? null, asked.of(MODEL_LIST));
  }

  @Query(() => ModelType, { nullable: true, description: 'A model by slug, hub id or another name, in any case.' })
  model(
    @Arg('slug', () => String, { description: 'Slug, hub id or another name.' }) slug: string,
    @Ctx() { registry }: RequestContext,
  ) {
    return registry.models.find(slug);
  }

  @FieldResolver(() => [TaskType], { description: 'Tasks that train it.' })
  async tasks(@Root() model: ModelType, @Ctx() { registry }: RequestContext) {
    return (await registry.tasks.findOfModel(model.id)).map(toTask);
  }

  @FieldResolver(() => [LandscapeType], { description: 'Measured landscapes: a metric against learning rate.' })
  async landscapes(@Root() model: ModelType, @Ctx() { registry }: RequestContext) {
    return (await registry.landscapes.findOfModel(model.id)).map(toLandscape);
  }

  @FieldResolver(() => CitationConnection, { description: 'What is published about it.' })
  async citations(@Root() model: ModelType, @Args(() => PageOf50) page: PageOf50, @Ctx() { registry }: RequestContext) {
    const filter = { modelId: model.id, policyId: null, kind: null, evidence: null };
    return mapPage(await registry.citations.list(filter, page.of(CITATION_LIST)), toCitation);
  }

  @FieldResolver(() => [PolicyAnswer], { description: 'Which policy to use, best evidence first.' })
  async bestPolicies(
    @Root() model: ModelType,
    @Args(() => BestPoliciesArguments) { first, ...asked }: BestPoliciesArguments,
    @Ctx() { registry }: RequestContext,
  ) {
    const { first: most } = valueOrPage(MODEL_LIST, first ?? 10, null);
    return (await registry.recommendations.answer({ ...asked, model: model.slug })).slice(0, most);
  }

  @FieldResolver(() => [EvidencePoint], {
    description: 'Every piece of evidence about this model’s learning rate, for one logarithmic axis.',
  })
  evidencePoints(@Root() model: ModelType, @Ctx() { registry }: RequestContext) {
    return registry.recommendations.evidencePoints(model);
  }

  @FieldResolver(() => Int, { description: 'Pieces of evidence: citations, landscapes, arms on boards.' })
  evidenceCount(@Root() model: ModelType, @Ctx() { registry }: RequestContext) {
    return registry.models.countEvidence(model.id);
  }
}
