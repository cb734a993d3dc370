import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Evidence } from '../graphql/enums.js';

@ObjectType('EvidencePoint', {
  simpleResolvers: true,
  description: 'One piece of evidence about a model’s learning rate, for a drawing on one logarithmic axis.',
})
export class EvidencePoint {
  @Field(() => Evidence, { description: 'How it is known.' })
  evidence: (typeof Evidence)[keyof typeof Evidence];
  @Field(() => String, { description: 'Whether there is a metric (measured) or only a recipe (used).' })
  standing: string;
  @Field(() => Float, { description: 'Peak learning rate, per update (no unit).' })
  peakLearningRate: number;
  @Field(() => Float, { nullable: true, description: 'Lower end where a range is stated, a learning rate.' })
  low: number | null;
  @Field(() => Float, { nullable: true, description: 'Upper end where a range is stated, a learning rate.' })
  high: number | null;
  @Field(() => String, { description: 'What it says, in a few words.' })
  label: string;
  @Field(() => String, { nullable: true, description: 'Name of the metric, null where none is stated.' })
  metricName: string | null;
  @Field(() => Float, { nullable: true, description: 'Value of the metric, in metricUnit.' })
  metricValue: number | null;
  @Field(() => String, { nullable: true, description: 'How to read the metric.' })
  metricUnit: string | null;
  @Field(() => String, { nullable: true, description: 'Adaptation method: none, full, lora, qlora or another.' })
  adaptation: string | null;
  @Field(() => Int, { nullable: true, description: 'LoRA rank, null where it does not apply.' })
  rank: number | null;
  @Field(() => String, { nullable: true, description: 'Name of the optimizer.' })
  optimizer: string | null;
  @Field(() => String, { nullable: true, description: 'Name of the dataset.' })
  dataset: string | null;
  @Field(() => String, { description: 'Address on the site.' })
  href: string;
}
