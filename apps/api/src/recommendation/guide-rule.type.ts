import { Field, Float, ObjectType } from 'type-graphql';
import { SourceNote } from '../citation/source-note.type.js';
import { EvidencePoint } from '../model/evidence-point.type.js';

@ObjectType('GuideRule', {
  simpleResolvers: true,
  description: 'A rule of thumb, and beside it what the registry has measured.',
})
export class GuideRule {
  @Field(() => String, { description: 'Its public name.' })
  id: string;
  @Field(() => String, { description: 'The rule in a few words.' })
  title: string;
  @Field(() => String, { description: 'A policy that follows it.' })
  notation: string;
  @Field(() => Float, { description: 'Lower end of the learning rates it names.' })
  low: number;
  @Field(() => Float, { description: 'Upper end of the same, a learning rate.' })
  high: number;
  @Field(() => String, { description: 'The rule in a sentence.' })
  sentence: string;
  @Field(() => SourceNote, { description: 'Who says so.' })
  source: SourceNote;
  @Field(() => [EvidencePoint], { description: 'What was measured where the rule applies.' })
  measured: readonly EvidencePoint[];
}
