import { Field, Float, Int, ObjectType } from 'type-graphql';
import { SubmissionState, TicketKind } from '../graphql/enums.js';
import { DateTimeScalar, HashScalar } from '../graphql/scalars.js';

@ObjectType('Submission', {
  simpleResolvers: true,
  description: 'Runs under a ticket, or imported ones, signed by a runner key.',
})
export class SubmissionType {
  /** Inner keys, not shown. */
  rowId: number;
  accountId: number;
  taskId: number;
  ticketId: number | null;
  @Field(() => HashScalar, { description: 'SHA-256 of the exact text.' })
  id: string;
  @Field(() => SubmissionState, { description: 'Where it stands.' })
  state: (typeof SubmissionState)[keyof typeof SubmissionState];
  @Field(() => TicketKind, { description: 'What it holds.' })
  kind: (typeof TicketKind)[keyof typeof TicketKind];
  @Field(() => DateTimeScalar, { description: 'When it was received.' })
  receivedAt: Date;
  @Field(() => Float, { description: 'Seconds since it was received.' })
  ageSeconds: number;
  @Field(() => Boolean, { description: 'Whether it waits longer for verification than it should.' })
  isOverdue: boolean;
  @Field(() => String, { description: '`ticketed` or `imported`.' })
  standing: string;
  @Field(() => Int, { nullable: true, description: 'Level reached, 0 to 6; null until verified.' })
  level: number | null;
  @Field(() => String, { nullable: true, description: 'Name of the level.' })
  levelName: string | null;
  @Field(() => HashScalar, { description: 'The key that signed it.' })
  keyId: string;
  @Field(() => String, { description: 'Ed25519 over the exact text, base64url.' })
  signature: string;
}
