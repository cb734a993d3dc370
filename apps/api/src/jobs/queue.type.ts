import { Field, Float, Int, ObjectType } from 'type-graphql';

@ObjectType('Queue', { simpleResolvers: true, description: 'The queue of work: verification and ranking.' })
export class QueueType {
  @Field(() => Int, { description: 'Jobs waiting or at work.' })
  queued: number;
  @Field(() => Float, { description: 'Age of the oldest, in seconds; 0 where none waits.' })
  oldestAgeSeconds: number;
  @Field(() => Boolean, { description: 'Whether the oldest has waited longer than it should.' })
  isStalled: boolean;
}

@ObjectType('Counts', { simpleResolvers: true, description: 'How much the registry holds.' })
export class Counts {
  @Field(() => Int, { description: 'Models.' })
  models: number;
  @Field(() => Int, { description: 'Tasks.' })
  tasks: number;
  @Field(() => Int, { description: 'Policies.' })
  policies: number;
  @Field(() => Int, { description: 'Runs of accepted submissions.' })
  runs: number;
  @Field(() => Int, { description: 'Citations.' })
  citations: number;
  @Field(() => Int, { description: 'Published runs in landscapes.' })
  landscapeRuns: number;
}
