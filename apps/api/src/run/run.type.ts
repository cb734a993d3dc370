import { Field, Float, Int, ObjectType } from 'type-graphql';
import { RunRole, RunStatus } from '../graphql/enums.js';
import { DateTimeScalar, HashScalar, JsonScalar } from '../graphql/scalars.js';

@ObjectType('RunEvaluation', { simpleResolvers: true, description: 'One held-out evaluation.' })
export class RunEvaluation {
  @Field(() => Int, { description: 'Optimiser updates done.' })
  t: number;
  @Field(() => String, { description: '`validation` or `test`.' })
  split: string;
  @Field(() => JsonScalar, { description: 'Values by metric name, null where not finite.' })
  metrics: unknown;
}

@ObjectType('TraceView', {
  simpleResolvers: true,
  description: 'A trace, down-sampled: least and greatest of each bucket kept.',
})
export class TraceView {
  @Field(() => [Int], { description: 'Index of the update, from 0.' })
  update: readonly number[];
  @Field(() => [Float], { description: 'Learning rate as read back from the optimiser.' })
  learningRate: readonly number[];
  @Field(() => [Float], {
    nullable: 'itemsAndList',
    description: 'Training loss of the update’s batch, null where it was not finite.',
  })
  loss: readonly (number | null)[] | null;
  @Field(() => Int, { description: 'Updates in the whole trace.' })
  totalUpdates: number;
}

@ObjectType('Run', { simpleResolvers: true, description: 'One training of an arm with one seed.' })
export class RunType {
  /** Inner keys, not shown. */
  rowId: number;
  submissionId: number;
  armId: number;
  taskId: number;
  accountId: number;
  @Field(() => String, { description: 'The submission’s first 16 digits, a hyphen, the index.' })
  id: string;
  @Field(() => Int, { description: 'Place among the runs of its submission, from 0.' })
  index: number;
  @Field(() => RunRole, { description: 'What the run was made for.' })
  role: (typeof RunRole)[keyof typeof RunRole];
  @Field(() => RunStatus, { description: 'How it ended.' })
  status: (typeof RunStatus)[keyof typeof RunStatus];
  @Field(() => String, { nullable: true, description: 'Why it ended, where it did not complete.' })
  reason: string | null;
  @Field(() => Float, { description: 'Seed of initial weights, 0 to 2^32 − 1.' })
  seed: number;
  @Field(() => Float, { description: 'Seed of the data order, 0 to 2^32 − 1.' })
  dataSeed: number;
  @Field(() => String, {
    description: 'Whether a trace’s learning rate was applied by its update (applied) or is the next one’s (next).',
  })
  learningRateSemantics: string;
  @Field(() => Float, { nullable: true, description: 'The task’s metric on the test split at the end, in its unit.' })
  finalTest: number | null;
  @Field(() => Float, { nullable: true, description: 'The same on the validation split, in the metric’s unit.' })
  finalValidation: number | null;
  @Field(() => Float, { nullable: true, description: 'Best validation value at the declared evaluation points.' })
  bestValidation: number | null;
  @Field(() => Float, { nullable: true, description: 'Least training loss, in nats unless the task says otherwise.' })
  minimumLoss: number | null;
  @Field(() => Int, { description: 'Optimiser updates done.' })
  updates: number;
  @Field(() => Float, { description: 'Training examples seen.' })
  examples: number;
  @Field(() => Float, { nullable: true, description: 'Training tokens seen, null where not counted.' })
  tokens: number | null;
  @Field(() => Float, {
    nullable: true,
    description: 'Floating-point operations, an estimate; null where not counted.',
  })
  flops: number | null;
  @Field(() => Float, { nullable: true, description: 'Wall seconds, self-reported.' })
  wallSeconds: number | null;
  @Field(() => HashScalar, { description: 'The artefact with the whole trace.' })
  traceHash: string;
  @Field(() => Int, { description: 'Verification level of its submission, 0 to 6.' })
  level: number;
  @Field(() => Boolean, { description: 'Whether it came without a ticket.' })
  isImported: boolean;
  @Field(() => DateTimeScalar, { description: 'When the registry received it.' })
  receivedAt: Date;
}
