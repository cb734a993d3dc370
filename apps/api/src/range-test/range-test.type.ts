import { Field, Float, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../graphql/scalars.js';

@ObjectType('RangePoint', { simpleResolvers: true, description: 'One short run of a range test.' })
export class RangePoint {
  @Field(() => Float, { description: 'Peak learning rate of this run.' })
  learningRate: number;
  @Field(() => Float, { description: 'Its seed.' })
  seed: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Held-out loss in nats at the end of the prefix; null where not finite.',
  })
  loss: number | null;
  @Field(() => Float, { description: 'Held-out loss before the first update.' })
  startLoss: number;
}

@ObjectType('RangeTest', { simpleResolvers: true, description: 'Short runs over a grid of peaks of one policy.' })
export class RangeTestType {
  /** Inner keys, not shown. */
  rowId: number;
  submissionId: number;
  taskId: number;
  policyId: number;
  @Field(() => String, { description: 'The id of its submission.' })
  id: string;
  @Field(() => String, { description: '`grid` or `ramp`.' })
  method: string;
  @Field(() => Int, { description: 'Updates of each run.' })
  prefixUpdates: number;
  @Field(() => Float, { nullable: true, description: 'The learning rate of least mean held-out loss.' })
  best: number | null;
  @Field(() => Float, { nullable: true, description: 'Lower end of the learning rates that are as good within noise.' })
  usableLow: number | null;
  @Field(() => Float, { nullable: true, description: 'Upper end of the same, a learning rate.' })
  usableHigh: number | null;
  @Field(() => Float, {
    nullable: true,
    description: 'The least learning rate above the best that diverged or ended above its start.',
  })
  edge: number | null;
  @Field(() => Int, { description: 'Number of seeds.' })
  seedCount: number;
  @Field(() => Int, { description: 'Verification level of its submission, 0 to 6.' })
  level: number;
  @Field(() => DateTimeScalar, { description: 'When the registry received it.' })
  receivedAt: Date;
}
