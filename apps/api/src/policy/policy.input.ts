import { Field, Float, InputType, Int } from 'type-graphql';

@InputType({
  description:
    'The run that turns a policy’s lengths into updates: totalUpdates, or epochs with examples and batchSize. At most 10,000,000 updates.',
})
export class PolicyContext {
  @Field(() => Int, { nullable: true, description: 'Optimiser updates of the whole budget.' })
  totalUpdates?: number | null;
  @Field(() => Float, {
    nullable: true,
    description: 'Optimiser updates in an epoch, for lengths in epochs; examples and batchSize say it too.',
  })
  updatesPerEpoch?: number | null;
  @Field(() => Int, { nullable: true, description: 'Tokens in an optimiser update, for lengths in tokens.' })
  tokensPerUpdate?: number | null;
  @Field(() => Int, { nullable: true, description: 'Training examples in an epoch; asks for batchSize.' })
  examples?: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'Examples of one optimiser update: over all devices, gradient accumulation included.',
  })
  batchSize?: number | null;
  @Field(() => Float, {
    nullable: true,
    description: 'Epochs of the whole budget, in place of totalUpdates: ⌈epochs · ⌈examples / batchSize⌉⌉ updates.',
  })
  epochs?: number | null;
}
