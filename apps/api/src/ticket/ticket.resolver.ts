import { Arg, Ctx, Field, FieldResolver, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { AccountType } from '../account/account.type.js';
import type { RequestContext } from '../graphql/context.js';
import { orRefused, outcomeOf } from '../graphql/refusal.type.js';
import { SubmissionType } from '../submission/submission.type.js';
import { toSubmission } from '../submission/to-submission.js';
import { TaskType } from '../task/task.type.js';
import { toTask } from '../task/to-task.js';
import { TicketInput } from './ticket.input.js';
import { TicketType } from './ticket.type.js';
import { toTicket } from './to-ticket.js';

@ObjectType({ simpleResolvers: true, description: 'The ticket is issued.' })
export class TicketOpened {
  @Field(() => TicketType, { description: 'The ticket, with its nonce.' })
  ticket: TicketType;
}

@ObjectType({ simpleResolvers: true, description: 'The ticket lives its whole life again from now.' })
export class TicketRenewed {
  @Field(() => TicketType, { description: 'The ticket.' })
  ticket: TicketType;
}

const OpenTicketResult = orRefused('OpenTicketResult', TicketOpened);
const RenewTicketResult = orRefused('RenewTicketResult', TicketRenewed);

@Resolver(() => TicketType)
export class TicketResolver {
  @Query(() => TicketType, { nullable: true, description: 'A ticket by its id.' })
  async ticket(
    @Arg('id', () => String, { description: 'The ticket’s id.' }) id: string,
    @Ctx() { registry, viewer }: RequestContext,
  ) {
    const found = await registry.tickets.find(id);
    return found && toTicket(found, viewer, registry.clock());
  }

  @Mutation(() => OpenTicketResult, {
    description: 'Issues a ticket before training: seeds, data orders and nonce are chosen by the registry.',
  })
  async openTicket(
    @Arg('input', () => TicketInput, { description: 'What will be run.' }) input: TicketInput,
    @Ctx() { registry, signedIn }: RequestContext,
  ) {
    const opened = await registry.ticketing.open(signedIn, { ...input, arms: input.arms ?? null });
    return outcomeOf(opened, (ticket) => ({ ticket: toTicket(ticket, signedIn, registry.clock()) }));
  }

  @Mutation(() => RenewTicketResult, { description: 'A heartbeat: the ticket lives its whole life again from now.' })
  async renewTicket(
    @Arg('id', () => String, { description: 'The ticket’s id.' }) id: string,
    @Ctx() { registry, signedIn }: RequestContext,
  ) {
    const renewed = await registry.ticketing.renew(signedIn, id);
    return outcomeOf(renewed, (ticket) => ({ ticket: toTicket(ticket, signedIn, registry.clock()) }));
  }

  @FieldResolver(() => TaskType, { description: 'The task it is for.' })
  async task(@Root() ticket: TicketType, @Ctx() { loaders }: RequestContext) {
    return toTask(await loaders.task.load(ticket.taskId));
  }

  @FieldResolver(() => AccountType, { description: 'Whose ticket it is.' })
  account(@Root() ticket: TicketType, @Ctx() { loaders }: RequestContext) {
    return loaders.account.load(ticket.accountId);
  }

  @FieldResolver(() => SubmissionType, { nullable: true, description: 'The submission that used it.' })
  async submission(@Root() ticket: TicketType, @Ctx() { registry }: RequestContext) {
    const found = await registry.submissions.findOfTicket(ticket.rowId);
    return found && toSubmission(found, registry.clock());
  }
}
