import { Field, Float, Int, ObjectType } from 'type-graphql';
import { SourceNote } from '../citation/source-note.type.js';
import { MetricType } from '../task/metric.type.js';

@ObjectType('Landscape', {
  simpleResolvers: true,
  description: 'A measured landscape: a metric against learning rate over many published runs.',
})
export class LandscapeType {
  @Field(() => String, { description: 'Its public name.' })
  id: string;
  @Field(() => String, { description: 'What was measured, in a line.' })
  title: string;
  @Field(() => String, { description: 'Name of the dataset.' })
  dataset: string;
  @Field(() => MetricType, { description: 'The metric of metricValue.' })
  metric: MetricType;
  @Field(() => SourceNote, { description: 'Where the runs come from.' })
  source: SourceNote;
  @Field(() => String, { description: 'What was read and what was inferred.' })
  note: string;
  @Field(() => [Float], { description: 'Peak learning rate of each run.' })
  learningRate: readonly number[];
  @Field(() => [Float], { description: 'Final metric of each run, in the metric’s unit.' })
  metricValue: readonly number[];
  @Field(() => [Int], { description: 'Batch size of each run, in examples.' })
  batchSize: readonly number[];
  @Field(() => [Float], { description: 'Length of each run, in epochs.' })
  epochs: readonly number[];
  @Field(() => [Int], { nullable: true, description: 'Warm-up of each run, in updates; null where not recorded.' })
  warmupSteps: readonly number[] | null;
  @Field(() => [Float], { description: 'Peak learning rates of the runs that diverged before a metric was read.' })
  divergedLearningRate: readonly number[];
  @Field(() => Int, { description: 'Number of runs, diverged ones among them.' })
  runCount: number;
}
