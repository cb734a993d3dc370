import type { PairedGain } from '@ratebook/core/study';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { RunStatus, StudyMethod } from '../graphql/enums.js';
import { DateTimeScalar, JsonScalar } from '../graphql/scalars.js';
import type { StoredPlan } from './study.store.js';

@ObjectType('StudyPlan', { simpleResolvers: true, description: 'What a study was to do, as its submission says.' })
export class StudyPlanType {
  @Field(() => String, { description: 'How candidates were drawn: `grid`, `random` or `sobol`.' })
  draw: string;
  @Field(() => Float, { description: 'Seed of the draw.' })
  seed: number;
  @Field(() => JsonScalar, { nullable: true, description: 'The search space, as it was written.' })
  space: unknown;
  @Field(() => Int, { description: 'Number of candidates; a climb tries only some of them.' })
  candidateCount: number;
  @Field(() => Int, { description: 'Updates of a whole training.' })
  totalUpdates: number;
  @Field(() => String, { description: 'How it went on from the candidates: `halving` or `climb`.' })
  strategy: string;
  @Field(() => [Int], { description: 'Updates after which trials are compared; the last is the whole training.' })
  rungs: readonly number[];
  @Field(() => [Int], {
    nullable: true,
    description:
      'Of a climb, updates of its first look, ascending; a later one where the field cannot be told apart yet.',
  })
  looks: readonly number[] | null;
  @Field(() => Int, { nullable: true, description: 'Of halving, the number of trials of which one goes on.' })
  eta: number | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Of halving, whether the next lower learning rate goes on beside the survivors.',
  })
  keepsOneBelow: boolean | null;
  @Field(() => Int, { nullable: true, description: 'Of a climb, every so many learning rates are looked at first.' })
  stride: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'Of a climb, after how many updates a lower learning rate that is behind is given up; null for never.',
  })
  giveUpAt: number | null;
  @Field(() => String, { description: 'What trials are compared by, on validation: `loss` or `metric`.' })
  by: string;
  @Field(() => [Int], { description: 'Of a composition, where its phases end, in updates; empty for other methods.' })
  phaseBoundaries: readonly number[];
  @Field(() => [Float], { description: 'Of a composition, the learning rates that a phase may have.' })
  phaseHeights: readonly number[];
  @Field(() => Int, { description: 'Number of seeds that winner and runner-up are trained again with.' })
  confirmations: number;
}

@ObjectType('PairedGain', {
  simpleResolvers: true,
  description: 'How much better the winner is than the runner-up on test, in pairs over the seeds of both.',
})
export class PairedGainType {
  @Field(() => Int, { description: 'Number of seeds that both completed.' })
  seeds: number;
  @Field(() => Float, { description: 'Mean gain in the metric’s unit; positive is better.' })
  mean: number;
  @Field(() => Float, { nullable: true, description: 'Lower end, one-sided 95 %, of the gain; null with one seed.' })
  lower: number | null;
  @Field(() => Float, { nullable: true, description: 'Upper end, one-sided 95 %, of the gain; null with one seed.' })
  upper: number | null;
}

@ObjectType('TrialReading', { simpleResolvers: true, description: 'One look at the validation split during a trial.' })
export class TrialReading {
  @Field(() => Int, { description: 'Optimiser updates done.' })
  t: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Loss in nats unless the task says otherwise; null where it was not finite.',
  })
  loss: number | null;
  @Field(() => Float, { nullable: true, description: 'The task’s metric, in its unit; null where not finite.' })
  metric: number | null;
}

@ObjectType('StudyTrial', {
  simpleResolvers: true,
  description: 'One policy that a study tried with one seed. It ranks nowhere: chosen by it, its value is too good.',
})
export class StudyTrialType {
  /** Inner keys, not shown. */
  rowId: number;
  armId: number | null;
  runRowId: number | null;
  @Field(() => Int, { description: 'Place in the order in which trials were begun, from 0.' })
  position: number;
  @Field(() => Int, {
    nullable: true,
    description: 'Place among the plan’s candidates, from 0; null where the search composed it.',
  })
  candidate: number | null;
  @Field(() => Int, { nullable: true, description: 'Which template of the space it is of, from 0; null for none.' })
  template: number | null;
  @Field(() => String, { description: 'Where the policy came from, in words.' })
  origin: string;
  @Field(() => Int, {
    nullable: true,
    description: 'Place, from 0, of the trial that it went on from; null where it began anew.',
  })
  forkTrial: number | null;
  @Field(() => Int, { nullable: true, description: 'After how many updates it went on from that one.' })
  forkAt: number | null;
  @Field(() => Int, { description: 'Updates that it was asked to be trained to.' })
  until: number;
  @Field(() => String, { nullable: true, description: 'Why no more was asked of it; null where it was not pruned.' })
  prunedBecause: string | null;
  @Field(() => Boolean, { description: 'Whether it was trained again with the seeds that rank.' })
  isConfirmed: boolean;
  @Field(() => RunStatus, { nullable: true, description: 'How it ended; ABANDONED where it could not be trained.' })
  status: (typeof RunStatus)[keyof typeof RunStatus] | null;
  @Field(() => String, { nullable: true, description: 'Why it ended, where it did not complete.' })
  reason: string | null;
  @Field(() => Int, { nullable: true, description: 'Optimiser updates done, those before a fork included.' })
  updates: number | null;
}

@ObjectType('Study', {
  simpleResolvers: true,
  description: 'A search for a policy, read back from its plan and its runs: outcome and costs are derived, not told.',
})
export class StudyType {
  /** Inner keys and the stored plan, not shown. */
  rowId: number;
  submissionId: number;
  taskId: number;
  rangeTestRowId: number | null;
  winnerTrialId: number | null;
  runnerUpTrialId: number | null;
  plan: StoredPlan | null;
  candidateCount: number;
  @Field(() => String, { description: 'The id of its submission.' })
  id: string;
  @Field(() => StudyMethod, { nullable: true, description: 'Its method; null where the plan cannot be read.' })
  method: (typeof StudyMethod)[keyof typeof StudyMethod] | null;
  @Field(() => Int, { description: 'Number of trials.' })
  trialCount: number;
  @Field(() => String, {
    nullable: true,
    description: 'Why the winner won, or why nobody did; null without an outcome.',
  })
  because: string | null;
  @Field(() => Float, { description: 'Updates of all trials, each going on from its checkpoints.' })
  searchUpdates: number;
  @Field(() => Float, {
    description: 'Updates of the same search without checkpoints: each rung from the first update.',
  })
  searchRestartedUpdates: number;
  @Field(() => Float, {
    description:
      'Updates of the range test that the space was read from: counted where this registry has it, else the plan’s word.',
  })
  rangeTestUpdates: number;
  @Field(() => Float, { description: 'Updates that every candidate in full with one seed would cost.' })
  fullGridUpdates: number;
  @Field(() => Float, { description: 'Updates of training winner and runner-up again; not part of the search.' })
  confirmationUpdates: number;
  @Field(() => PairedGainType, { nullable: true, description: 'Of winner over runner-up; null without a shared seed.' })
  gain: PairedGain | null;
  @Field(() => Float, { nullable: true, description: 'The plan’s target, else the task’s, in the metric’s unit.' })
  targetMetric: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'Updates until the winning trial reached the target; null if never.',
  })
  targetWinner: number | null;
  @Field(() => Int, { nullable: true, description: 'Updates until the runner-up’s trial reached it; null if never.' })
  targetRunnerUp: number | null;
  @Field(() => String, {
    nullable: true,
    description: 'Where the runs are not what the plan asks for, or why it cannot be read; null where all is well.',
  })
  problem: string | null;
  @Field(() => Int, { description: 'Verification level of its submission, 0 to 6.' })
  level: number;
  @Field(() => DateTimeScalar, { description: 'When the registry received it.' })
  receivedAt: Date;
}
