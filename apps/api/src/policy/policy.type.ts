import { Field, Float, Int, ObjectType } from 'type-graphql';
import { HashScalar, PolicyDocumentScalar } from '../graphql/scalars.js';

@ObjectType('Policy', {
  simpleResolvers: true,
  description: 'A learning-rate policy; its identity is the hash of its normal form.',
})
export class PolicyType {
  /** Inner key, not shown; null for a policy that is not stored. */
  id: number | null;
  @Field(() => HashScalar, { description: 'SHA-256 of the normal form’s canonical JSON.' })
  hash: string;
  @Field(() => HashScalar, {
    description:
      'The same with every learning rate divided by the largest: equal for policies that differ in scale only.',
  })
  shapeHash: string;
  @Field(() => PolicyDocumentScalar, { description: 'The document in normal form.' })
  document: unknown;
  @Field(() => String, { description: 'One line, lossless.' })
  notation: string;
  @Field(() => String, { description: 'Name of the law at the top.' })
  law: string;
  @Field(() => Float, {
    nullable: true,
    description: 'The largest learning-rate field of the document; the peak over a budget is the arm’s.',
  })
  peakLearningRate: number | null;
}

@ObjectType('LearningRateCurve', {
  simpleResolvers: true,
  description: 'Learning rates at evenly spread updates of a budget.',
})
export class LearningRateCurve {
  @Field(() => [Int], { description: 'Index of the update, from 0.' })
  update: readonly number[];
  @Field(() => [Float], { description: 'Learning rate at that update.' })
  learningRate: readonly number[];
  @Field(() => Float, { description: 'The largest learning rate over the whole budget.' })
  peakLearningRate: number;
}

@ObjectType('CompiledPolicyView', { simpleResolvers: true, description: 'A policy compiled for a budget.' })
export class CompiledPolicyView {
  @Field(() => PolicyType, { description: 'The policy in normal form.' })
  policy: PolicyType;
  @Field(() => Int, { description: 'Optimiser updates of the whole budget.' })
  totalUpdates: number;
  @Field(() => [String], {
    description: 'Metrics that a closed loop listens to; empty for an open loop, which answers to no evaluation.',
  })
  metrics: readonly string[];
  @Field(() => [Int], { description: 'Updates at which a phase, a warm-up or a step ends, ascending.' })
  boundaries: readonly number[];
  @Field(() => LearningRateCurve, {
    description: 'Its learning rates over the budget; of a closed loop, those where nothing is ever observed.',
  })
  curve: LearningRateCurve;
}
