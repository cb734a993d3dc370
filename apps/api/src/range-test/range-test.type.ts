import { Field, Float, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../graphql/scalars.js';

@ObjectType('RampSuggestion', { simpleResolvers: true, description: 'What a published rule reads from a ramp.' })
export class RampSuggestion {
  @Field(() => String, {
    description:
      'One of fastai’s rules (`valley`, `slide`, `minimum`, `steep`) or Lightning’s (`indexGradient`, `linearGradient`).',
  })
  rule: string;
  @Field(() => Float, { nullable: true, description: 'The learning rate it suggests; null where it has no answer.' })
  learningRate: number | null;
  @Field(() => String, { nullable: true, description: 'Why it has none.' })
  reason: string | null;
}

@ObjectType('RangePoint', {
  simpleResolvers: true,
  description: 'One short run of a range test, or one update of a ramp.',
})
export class RangePoint {
  @Field(() => Float, { description: 'Peak learning rate of this run, or the update’s.' })
  learningRate: number;
  @Field(() => Float, { description: 'Its seed.' })
  seed: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Held-out loss in nats at the end of the prefix, of a ramp its training loss; null where not finite.',
  })
  loss: number | null;
  @Field(() => Float, { description: 'Held-out loss before the first update.' })
  startLoss: number;
}

@ObjectType('RangeTest', {
  simpleResolvers: true,
  description: 'Short runs over a grid of peaks of one policy; or a ramp, one run whose learning rate rises.',
})
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
  @Field(() => Int, { description: 'Updates of each run, or of the ramp.' })
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
