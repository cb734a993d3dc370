import { Field, ObjectType } from 'type-graphql';

@ObjectType('SourceNote', { simpleResolvers: true, description: 'Where a fact comes from.' })
export class SourceNote {
  @Field(() => String, { description: 'The source as a person cites it.' })
  text: string;
  @Field(() => String, { nullable: true, description: 'Address of the source, null where there is none.' })
  url: string | null;
  @Field(() => String, { nullable: true, description: 'Licence of the source, null where it states none.' })
  licence: string | null;
  @Field(() => Boolean, { description: 'Whether a person or program opened the source itself.' })
  sourceRead: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'Date of the source or of its reading, as the source prints it.',
  })
  date: string | null;
}
