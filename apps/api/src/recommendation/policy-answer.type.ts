import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Evidence } from '../graphql/enums.js';
import type { CitationRecord } from '../citation/citation.store.js';
import { SourceNote } from '../citation/source-note.type.js';
import type { TaskRecord } from '../task/task.store.js';

@ObjectType('PolicyAnswer', {
  simpleResolvers: true,
  description: 'One answer to: which policy for this model? Best evidence first.',
})
export class PolicyAnswer {
  /** Inner keys and records at hand, not shown. */
  policyId: number | null;
  armId: number | null;
  task: TaskRecord | null;
  citation: CitationRecord | null;
  @Field(() => Evidence, { description: 'How it is known.' })
  evidence: (typeof Evidence)[keyof typeof Evidence];
  @Field(() => String, { description: 'MEASURED where there is a metric, USED where there is only a recipe.' })
  standing: string;
  @Field(() => String, { description: 'The answer in a sentence.' })
  sentence: string;
  @Field(() => String, { nullable: true, description: 'The policy in one line.' })
  notation: string | null;
  @Field(() => Float, { nullable: true, description: 'Peak learning rate.' })
  peakLearningRate: number | null;
  @Field(() => Float, { nullable: true, description: 'Lower end of a stated range, a learning rate.' })
  low: number | null;
  @Field(() => Float, { nullable: true, description: 'Upper end of a stated range, a learning rate.' })
  high: number | null;
  @Field(() => String, { description: 'The model it was measured on or stated for.' })
  modelName: string;
  @Field(() => String, { nullable: true, description: 'Adaptation method.' })
  adaptation: string | null;
  @Field(() => Int, { nullable: true, description: 'LoRA rank.' })
  rank: number | null;
  @Field(() => String, { nullable: true, description: 'Name of the optimizer.' })
  optimizer: string | null;
  @Field(() => Float, { nullable: true, description: 'Examples or tokens a batch.' })
  batchSize: number | null;
  @Field(() => Float, { nullable: true, description: 'Expected metric, in metricUnit.' })
  expectedMetric: number | null;
  @Field(() => Float, { nullable: true, description: 'Lower end of its 95 % interval, in metricUnit.' })
  metricLower: number | null;
  @Field(() => Float, { nullable: true, description: 'Upper end of its 95 % interval, in metricUnit.' })
  metricUpper: number | null;
  @Field(() => String, { nullable: true, description: 'Name of the metric.' })
  metricName: string | null;
  @Field(() => String, { nullable: true, description: 'How to read the metric.' })
  metricUnit: string | null;
  @Field(() => Int, { nullable: true, description: 'Seeds behind it.' })
  n: number | null;
  @Field(() => Int, { nullable: true, description: 'Accounts behind it.' })
  accounts: number | null;
  @Field(() => Int, { nullable: true, description: 'Verification level, 0 to 6.' })
  level: number | null;
  @Field(() => Float, { nullable: true, description: 'Mean cost in optimiser updates.' })
  costUpdates: number | null;
  @Field(() => Float, {
    nullable: true,
    description:
      'Lower end of the peaks within one seed standard deviation of the best; null where only one was tried.',
  })
  safeBandLow: number | null;
  @Field(() => Float, { nullable: true, description: 'Upper end of the same, a learning rate.' })
  safeBandHigh: number | null;
  @Field(() => String, { nullable: true, description: 'The band in a sentence.' })
  bandSentence: string | null;
  @Field(() => Float, {
    nullable: true,
    description:
      'Expected metric minus the best formula arm’s, oriented so that more is better; null where none was run.',
  })
  gainOverFormula: number | null;
  @Field(() => SourceNote, { nullable: true, description: 'The source, where it is published or a formula.' })
  source: SourceNote | null;
}
