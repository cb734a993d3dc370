import { Field, Float, Int, ObjectType } from 'type-graphql';
import { HashScalar, JsonScalar } from '../graphql/scalars.js';

@ObjectType('Arm', {
  simpleResolvers: true,
  description: 'What is compared: a task version, a budget, a policy and a recipe.',
})
export class ArmType {
  /** Inner keys, not shown. */
  id: number;
  taskId: number;
  policyId: number;
  @Field(() => HashScalar, { description: 'SHA-256 of task, budget, policy hash and recipe hash.' })
  hash: string;
  @Field(() => Float, { description: 'Share of the task’s budget: 0.25, 0.5 or 1.' })
  budgetShare: number;
  @Field(() => Int, { description: 'The budget in optimiser updates.' })
  budgetUpdates: number;
  @Field(() => JsonScalar, { description: 'The recipe document.' })
  recipe: unknown;
  @Field(() => HashScalar, { description: 'SHA-256 of the recipe.' })
  recipeHash: string;
  @Field(() => Float, { description: 'The largest learning rate over the budget.' })
  peakLearningRate: number;
}
