import { Field, Float, ObjectType } from 'type-graphql';

@ObjectType('Model', { simpleResolvers: true, description: 'A network by name.' })
export class ModelType {
  /** Inner key, not shown. */
  id: number;
  @Field(() => String, { description: 'Its name in addresses.' })
  slug: string;
  @Field(() => String, { description: 'Its name as people write it.' })
  name: string;
  @Field(() => String, { nullable: true, description: 'The family it belongs to, null where unknown.' })
  family: string | null;
  @Field(() => Float, { nullable: true, description: 'Number of parameters, null where unknown.' })
  parameterCount: number | null;
  @Field(() => [String], { description: 'Other names that find it, hub ids among them.' })
  aliases: readonly string[];
}
