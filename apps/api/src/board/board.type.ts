import { Field, Float, Int, ObjectType } from 'type-graphql';
import { CostUnit, Objective, View } from '../graphql/enums.js';
import { DateTimeScalar, HashScalar } from '../graphql/scalars.js';
import type { Page } from '../database/cursor.js';

@ObjectType('SeedsNeeded', {
  simpleResolvers: true,
  description: 'Seeds an arm needs to be told from another, at 80 % power and one-sided 5 %.',
})
export class SeedsNeeded {
  @Field(() => Int, { description: 'Number of seeds where it is 2 standard deviations better.' })
  twoSigma: number;
  @Field(() => Int, { description: 'Number of seeds where it is 1 standard deviation better.' })
  oneSigma: number;
  @Field(() => Int, { description: 'Number of seeds where it is half a standard deviation better.' })
  halfSigma: number;
}

@ObjectType('BoardRow', { simpleResolvers: true, description: 'An arm on a board.' })
export class BoardRow {
  /** Place on the board, not shown. */
  position: number;
  @Field(() => HashScalar, { description: 'The arm.' })
  armHash: string;
  @Field(() => HashScalar, { description: 'Its policy.' })
  policyHash: string;
  @Field(() => String, { description: 'The policy in one line.' })
  notation: string;
  @Field(() => Float, { description: 'The largest learning rate over the arm’s budget.' })
  peakLearningRate: number;
  @Field(() => [Float], { description: 'The policy’s learning rates over the arm’s budget, 60 points.' })
  curve: readonly number[];
  @Field(() => Int, { nullable: true, description: 'Best rank that the interval allows; null where unranked.' })
  rankFrom: number | null;
  @Field(() => Int, { nullable: true, description: 'Worst rank that the interval allows; null where unranked.' })
  rankTo: number | null;
  @Field(() => Int, { description: 'Number of ranked arms.' })
  rankOf: number;
  @Field(() => Int, { description: 'Seeds that count.' })
  n: number;
  @Field(() => Int, { description: 'Accounts whose runs count.' })
  accounts: number;
  @Field(() => Float, { nullable: true, description: 'Mean of the metric over seeds, in the metric’s unit.' })
  mean: number | null;
  @Field(() => Float, { nullable: true, description: 'Lower end of the 95 % bound, in the metric’s unit.' })
  lower: number | null;
  @Field(() => Float, { nullable: true, description: 'Upper end of the 95 % bound, in the metric’s unit.' })
  upper: number | null;
  @Field(() => Float, {
    nullable: true,
    description:
      'What the board sorts by: the pessimistic end of the bound, in the metric’s unit (lower of a metric to maximize, upper of one to minimize).',
  })
  score: number | null;
  @Field(() => Boolean, { description: 'Whether it has the best score.' })
  isLeader: boolean;
  @Field(() => Boolean, { description: 'Whether it cannot be told from the leader.' })
  inLeaderGroup: boolean;
  @Field(() => Boolean, { description: 'Whether it is the task’s baseline.' })
  isBaseline: boolean;
  @Field(() => Boolean, { description: 'Whether its runs came without a ticket.' })
  isImported: boolean;
  @Field(() => Int, { description: 'Least verification level of the runs that count, 0 to 6.' })
  level: number;
  @Field(() => Int, { description: 'Runs that diverged.' })
  divergedRuns: number;
  @Field(() => Int, { description: 'Runs that were started and abandoned.' })
  abandonedRuns: number;
  @Field(() => Float, { description: 'Mean of the probability that a run diverges, 0 to 1.' })
  divergenceProbability: number;
  @Field(() => Float, { nullable: true, description: 'Mean cost in optimiser updates.' })
  meanUpdates: number | null;
  @Field(() => Float, { nullable: true, description: 'Mean cost in device seconds, self-reported.' })
  meanDeviceSeconds: number | null;
  @Field(() => Float, {
    nullable: true,
    description: 'Updates of search and range test of the cheapest study that found it; null where none did.',
  })
  searchUpdates: number | null;
  @Field(() => String, { nullable: true, description: 'Why it has no rank, null where it has one.' })
  unrankedReason: string | null;
}

@ObjectType('Board', {
  simpleResolvers: true,
  description: 'A task’s ranking for one objective, budget and cost unit, looked at through a view.',
})
export class BoardType {
  /** Inner keys and the loaded page, not shown. */
  id: number | null;
  taskId: number;
  page: Page<BoardRow>;
  @Field(() => Objective, { description: 'What it ranks by.' })
  objective: (typeof Objective)[keyof typeof Objective];
  @Field(() => Float, { description: 'Share of the task’s budget: 0.25, 0.5 or 1.' })
  budget: number;
  @Field(() => CostUnit, { description: 'What cost is counted in.' })
  costUnit: (typeof CostUnit)[keyof typeof CostUnit];
  @Field(() => View, { description: 'Which runs count.' })
  view: (typeof View)[keyof typeof View];
  @Field(() => String, { description: 'Version of the ranking rules.' })
  rankingVersion: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was ranked; null where nothing was ranked yet.',
  })
  computedAt: Date | null;
  @Field(() => Int, { description: 'Rows on the whole board.' })
  rowCount: number;
  @Field(() => SeedsNeeded, { description: 'Seeds an arm needs to be told from another.' })
  seedsNeeded: SeedsNeeded;
}
