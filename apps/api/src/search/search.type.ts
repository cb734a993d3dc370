import { Field, Float, ObjectType } from 'type-graphql';
import { Evidence, SearchKind } from '../graphql/enums.js';

@ObjectType('SearchHit', { simpleResolvers: true, description: 'Something that a search found.' })
export class SearchHit {
  /** Sort key, not shown. */
  score: number;
  id: number;
  @Field(() => SearchKind, { description: 'What kind of thing.' })
  kind: (typeof SearchKind)[keyof typeof SearchKind];
  @Field(() => String, { description: 'Its name.' })
  title: string;
  @Field(() => String, { description: 'One line about it.' })
  subtitle: string;
  @Field(() => String, { description: 'Address on the site.' })
  href: string;
  @Field(() => Evidence, { nullable: true, description: 'How it is known, where that applies.' })
  evidence: (typeof Evidence)[keyof typeof Evidence] | null;
  @Field(() => String, { nullable: true, description: 'The policy in one line, where it has one.' })
  notation: string | null;
  @Field(() => Float, { nullable: true, description: 'Peak learning rate, where it has one.' })
  peakLearningRate: number | null;
}
