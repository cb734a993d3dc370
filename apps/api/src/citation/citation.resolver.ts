import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { toPage } from '../database/cursor.js';
import { mapPage } from '../database/map-page.js';
import type { RequestContext } from '../graphql/context.js';
import { PageOf50 } from '../graphql/page.input.js';
import { ModelType } from '../model/model.type.js';
import { PolicyType } from '../policy/policy.type.js';
import { toPolicy } from '../policy/to-policy.js';
import { CitationConnection } from './citation.connection.js';
import { CITATION_LIST } from './citation.store.js';
import { CitationType } from './citation.type.js';
import { toCitation } from './to-citation.js';

@ObjectType({ simpleResolvers: true, description: 'Another source that says something else about the same.' })
export class CitationConflict {
  @Field(() => CitationType, { description: 'The other source.' })
  citation: CitationType;
  @Field(() => String, { description: 'What differs.' })
  sentence: string;
}

@ArgsType()
class CitationListArguments extends PageOf50 {
  @Field(() => String, { nullable: true, description: 'Only about this model, by slug, hub id or another name.' })
  model?: string | null;
  @Field(() => String, { nullable: true, description: 'Only this kind of record.' })
  kind?: string | null;
  @Field(() => String, { nullable: true, description: '`measured` or `used`.' })
  evidence?: string | null;
}

@Resolver(() => CitationType)
export class CitationResolver {
  @Query(() => CitationConnection, { description: 'All citations.' })
  async citations(
    @Args(() => CitationListArguments) asked: CitationListArguments,
    @Ctx() { registry }: RequestContext,
  ) {
    const request = asked.of(CITATION_LIST);
    const model = asked.model == null ? null : await registry.models.find(asked.model);
    if (asked.model != null && model === null) return toPage(CITATION_LIST, request, [], () => []);
    const filter = {
      modelId: model?.id ?? null,
      policyId: null,
      kind: asked.kind ?? null,
      evidence: asked.evidence ?? null,
    };
    return mapPage(await registry.citations.list(filter, request), toCitation);
  }

  @Query(() => CitationType, { nullable: true, description: 'A citation by its id.' })
  async citation(
    @Arg('id', () => String, { description: 'The citation’s id.' }) id: string,
    @Ctx() { registry }: RequestContext,
  ) {
    const found = await registry.citations.find(id);
    return found && toCitation(found);
  }

  @FieldResolver(() => ModelType, {
    nullable: true,
    description: 'The model; null where it is about models in general.',
  })
  model(@Root() citation: CitationType, @Ctx() { loaders }: RequestContext) {
    return citation.modelId === null ? null : loaders.model.load(citation.modelId);
  }

  @FieldResolver(() => PolicyType, {
    nullable: true,
    description: 'The effective schedule; null where its shape is not known or the language cannot say it.',
  })
  async policy(@Root() citation: CitationType, @Ctx() { loaders }: RequestContext) {
    return citation.policyId === null ? null : toPolicy(await loaders.policy.load(citation.policyId));
  }

  @FieldResolver(() => [CitationConflict], { description: 'Sources that say something else about the same.' })
  async conflicts(@Root() citation: CitationType, @Ctx() { registry }: RequestContext) {
    const { conflicts } = citation.record as { conflicts: readonly { citation: string; sentence: string }[] };
    if (conflicts.length === 0) return [];
    const others = await registry.citations.findManyBySlugs(conflicts.map((conflict) => conflict.citation));
    const bySlug = new Map(others.map((other) => [other.slug, other]));
    return conflicts.flatMap((conflict) => {
      const other = bySlug.get(conflict.citation);
      return other ? [{ citation: toCitation(other), sentence: conflict.sentence }] : [];
    });
  }
}
