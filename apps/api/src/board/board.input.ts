import { ArgsType, Field, Float } from 'type-graphql';
import { Objective, View } from '../graphql/enums.js';
import { PageOf50 } from '../graphql/page.input.js';

@ArgsType()
export class BoardArguments extends PageOf50 {
  @Field(() => Objective, {
    nullable: true,
    defaultValue: Objective.BEST_METRIC,
    description: 'What the board ranks by.',
  })
  objective: Objective | null;
  @Field(() => Float, { nullable: true, defaultValue: 1, description: 'Share of the task’s budget: 0.25, 0.5 or 1.' })
  budget: number | null;
  @Field(() => View, { nullable: true, description: 'Which runs count; without it the highest view that has rows.' })
  view?: View | null;
}
