import { Field, Float, Int, ObjectType } from 'type-graphql';
import { TaskState } from '../graphql/enums.js';
import { DateTimeScalar, HashScalar, JsonScalar } from '../graphql/scalars.js';
import { MetricType } from './metric.type.js';

@ObjectType('Calibration', { simpleResolvers: true, description: 'Seeds’ noise, from runs of the baseline.' })
export class Calibration {
  @Field(() => Int, { description: 'Number of baseline runs.' })
  runs: number;
  @Field(() => Float, { description: 'Their mean, in the metric’s unit.' })
  mean: number;
  @Field(() => Float, { description: 'Sample standard deviation over seeds, in the metric’s unit.' })
  standardDeviation: number;
  @Field(() => Float, { description: 'The metric of a model that has learnt nothing; a diverged run counts as this.' })
  chance: number;
}

@ObjectType('TaskEvent', { simpleResolvers: true, description: 'A change of a task’s state.' })
export class TaskEventType {
  /** Inner key, not shown. */
  accountId: number | null;
  @Field(() => TaskState, { description: 'The state that the task came into.' })
  state: (typeof TaskState)[keyof typeof TaskState];
  @Field(() => DateTimeScalar, { description: 'When.' })
  at: Date;
  @Field(() => String, { nullable: true, description: 'Why, where whoever did it said so.' })
  reason: string | null;
}

@ObjectType('Task', {
  simpleResolvers: true,
  description: 'Model, data, metric, recipe, budget and evaluation points; immutable under its name.',
})
export class TaskType {
  /** Inner keys, not shown. */
  id: number;
  modelId: number;
  baselineDocument: unknown;
  @Field(() => String, { description: '`slug@version`.' })
  name: string;
  @Field(() => String, { description: 'Its name without the version.' })
  slug: string;
  @Field(() => Int, { description: 'Version, from 1.' })
  taskVersion: number;
  @Field(() => String, { description: 'Kind of task, e.g. image classification.' })
  kind: string;
  @Field(() => HashScalar, { description: 'SHA-256 of the document’s canonical JSON.' })
  hash: string;
  @Field(() => TaskState, { description: 'Only an open task takes runs.' })
  state: (typeof TaskState)[keyof typeof TaskState];
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it opened; null where it never did.' })
  openedAt: Date | null;
  @Field(() => String, { description: 'Name of the data.' })
  dataName: string;
  @Field(() => Int, { description: 'Items of the training split.' })
  trainItems: number;
  @Field(() => Int, { description: 'Items of the validation split.' })
  validationItems: number;
  @Field(() => Int, { description: 'Items of the test split, measured once, at the end.' })
  testItems: number;
  @Field(() => MetricType, { description: 'What boards rank by.' })
  metric: MetricType;
  @Field(() => String, { description: '`updates`, `tokens` or `epochs`.' })
  budgetUnit: string;
  @Field(() => Float, { description: 'The whole budget, in budgetUnit.' })
  budgetAmount: number;
  @Field(() => [Float], { description: 'Shares of the budget (0 to 1) after which the validation split is evaluated.' })
  evaluateAt: readonly number[];
  @Field(() => JsonScalar, { description: 'Everything of the optimisation but the policy.' })
  recipe: unknown;
  @Field(() => JsonScalar, { description: 'The whole task document.' })
  document: unknown;
  @Field(() => Calibration, { nullable: true, description: 'Null until calibration runs are made.' })
  calibration: Calibration | null;
  @Field(() => Int, { description: 'Arms with runs in accepted submissions.' })
  armCount: number;
  @Field(() => Int, { description: 'Runs in accepted submissions.' })
  runCount: number;
}
