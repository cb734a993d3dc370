import { Field, Float, InputType, Int } from 'type-graphql';

@InputType({ description: 'What turns a policy’s lengths into updates.' })
export class PolicyContext {
  @Field(() => Int, { description: 'Optimiser updates of the whole budget.' })
  totalUpdates: number;
  @Field(() => Float, { nullable: true, description: 'Optimiser updates in an epoch, for lengths in epochs.' })
  updatesPerEpoch?: number | null;
  @Field(() => Int, { nullable: true, description: 'Tokens in an optimiser update, for lengths in tokens.' })
  tokensPerUpdate?: number | null;
}
