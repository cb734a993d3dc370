import { Field, Float, Int, ObjectType } from 'type-graphql';
import { JsonScalar } from '../graphql/scalars.js';
import { SourceNote } from './source-note.type.js';

@ObjectType('Citation', {
  simpleResolvers: true,
  description: 'A published result or recipe with its source; no run of ours is behind it.',
})
export class CitationType {
  /** Inner keys, not shown. */
  rowId: number;
  modelId: number | null;
  policyId: number | null;
  @Field(() => String, { description: 'Its public name.' })
  id: string;
  @Field(() => String, { description: 'Kind of record: result, recipe, range, search space, formula, claim.' })
  kind: string;
  @Field(() => String, {
    description: '`measured` where the source gives a metric, `used` where it gives only a recipe.',
  })
  evidence: string;
  @Field(() => String, { description: 'What it says, in a line.' })
  title: string;
  @Field(() => String, { description: 'The model as the source names it.' })
  modelName: string;
  @Field(() => String, { nullable: true, description: 'Name of the dataset.' })
  dataset: string | null;
  @Field(() => String, { nullable: true, description: 'Kind of task.' })
  taskKind: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The effective schedule in one line, null where its shape is not known.',
  })
  policyNotation: string | null;
  @Field(() => String, { description: 'The schedule in words: notation, or what the source states of it.' })
  policyText: string;
  @Field(() => Float, { nullable: true, description: 'Peak learning rate.' })
  peakLearningRate: number | null;
  @Field(() => Float, { nullable: true, description: 'Lower end where a range is stated, a learning rate.' })
  low: number | null;
  @Field(() => Float, { nullable: true, description: 'Upper end where a range is stated, a learning rate.' })
  high: number | null;
  @Field(() => String, { nullable: true, description: 'Name of the optimizer.' })
  optimizer: string | null;
  @Field(() => Float, { nullable: true, description: 'Examples a batch.' })
  batchSize: number | null;
  @Field(() => String, { nullable: true, description: 'Adaptation method: none, full, lora, qlora or another.' })
  adaptation: string | null;
  @Field(() => Int, { nullable: true, description: 'LoRA rank.' })
  rank: number | null;
  @Field(() => Float, { nullable: true, description: 'LoRA alpha: a plain number, compared with the rank.' })
  alpha: number | null;
  @Field(() => String, { nullable: true, description: 'Name of the metric.' })
  metricName: string | null;
  @Field(() => Float, { nullable: true, description: 'Its value, in metricUnit.' })
  metricValue: number | null;
  @Field(() => String, { nullable: true, description: 'How to read the metric.' })
  metricUnit: string | null;
  @Field(() => [String], { description: 'What was read in the source.' })
  read: readonly string[];
  @Field(() => [String], { description: 'What was inferred.' })
  inferred: readonly string[];
  @Field(() => SourceNote, { description: 'The source.' })
  source: SourceNote;
  @Field(() => JsonScalar, { description: 'The whole record as the project carries it.' })
  record: unknown;
}
