import { Field, Float, ObjectType } from 'type-graphql';
import { TicketKind, TicketState } from '../graphql/enums.js';
import { DateTimeScalar, HashScalar } from '../graphql/scalars.js';

@ObjectType('TicketSeed', { simpleResolvers: true, description: 'Seeds of one run.' })
export class TicketSeed {
  @Field(() => Float, { description: 'Seed of initial weights, 0 to 2^32 − 1.' })
  seed: number;
  @Field(() => Float, { description: 'Seed of the data order, 0 to 2^32 − 1.' })
  dataSeed: number;
}

@ObjectType('Ticket', { simpleResolvers: true, description: 'What the registry promised before training.' })
export class TicketType {
  /** Inner keys, not shown. */
  rowId: number;
  taskId: number;
  accountId: number;
  @Field(() => String, { description: 'Its public id.' })
  id: string;
  @Field(() => TicketState, { description: 'Open, used or expired.' })
  state: (typeof TicketState)[keyof typeof TicketState];
  @Field(() => TicketKind, { description: 'What it was opened for.' })
  kind: (typeof TicketKind)[keyof typeof TicketKind];
  @Field(() => [HashScalar], { nullable: true, description: 'The arms; null for a study.' })
  armHashes: readonly string[] | null;
  @Field(() => [TicketSeed], { description: 'Chosen by the registry; shared by all arms.' })
  seeds: readonly TicketSeed[];
  @Field(() => Float, { description: 'Seed of the control run.' })
  controlSeed: number;
  @Field(() => String, { nullable: true, description: 'Shown to its owner only.' })
  nonce: string | null;
  @Field(() => DateTimeScalar, { description: 'When it was issued.' })
  openedAt: Date;
  @Field(() => DateTimeScalar, { description: 'Until when it is good, unless renewed.' })
  expiresAt: Date;
}
