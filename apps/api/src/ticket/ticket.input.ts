import { Field, Float, InputType, Int } from 'type-graphql';
import { TicketKind } from '../graphql/enums.js';
import { JsonScalar, PolicyDocumentScalar } from '../graphql/scalars.js';
import type { PolicyInput } from '../policy/policy.service.js';
import type { TicketKind as TicketKindValue } from './ticket.store.js';

@InputType({ description: 'How long an arm trains.' })
export class BudgetInput {
  @Field(() => String, { description: '`updates`, `tokens` or `epochs`: the task’s unit.' })
  unit: string;
  @Field(() => Float, { description: 'The task’s amount times 0.25, 0.5 or 1, in unit: updates, tokens or epochs.' })
  amount: number;
  @Field(() => Int, { description: 'The same in optimiser updates.' })
  updates: number;
}

@InputType({ description: 'An arm to be run: policy, recipe and budget on the ticket’s task.' })
export class ArmInput {
  @Field(() => PolicyDocumentScalar, { description: 'A document or one line of notation.' })
  policy: PolicyInput;
  @Field(() => JsonScalar, { description: 'The recipe document, every key written.' })
  recipe: unknown;
  @Field(() => BudgetInput, { description: 'The budget.' })
  budget: BudgetInput;
}

@InputType({ description: 'A ticket that is asked for.' })
export class TicketInput {
  @Field(() => String, { description: '`slug@version`, or a slug for its newest version.' })
  task: string;
  @Field(() => TicketKind, { description: 'What it is for.' })
  kind: TicketKindValue;
  @Field(() => [ArmInput], { nullable: true, description: '1 to 64 arms; none for a study.' })
  arms?: ArmInput[] | null;
  @Field(() => Int, { description: 'Number of seeds, 1 to 64; all arms share them.' })
  seeds: number;
}
