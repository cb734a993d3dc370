import { parseSubmission, type Submission } from '@ratebook/core/submission';
import { Arg, Args, Ctx, Field, FieldResolver, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { AccountType } from '../account/account.type.js';
import type { RequestContext } from '../graphql/context.js';
import { PageOf100 } from '../graphql/page.input.js';
import { orRefused, outcomeOf } from '../graphql/refusal.type.js';
import { HashScalar, JsonScalar, SubmissionDocumentScalar } from '../graphql/scalars.js';
import { RangeTestType } from '../range-test/range-test.type.js';
import { StudyType } from '../study/study.type.js';
import { RunConnection } from '../run/run.connection.js';
import { EVERY_RUN, SUBMISSION_RUN_LIST } from '../run/run.store.js';
import { TaskType } from '../task/task.type.js';
import { toTask } from '../task/to-task.js';
import { TicketType } from '../ticket/ticket.type.js';
import { toTicket } from '../ticket/to-ticket.js';
import { VerificationReport } from '../verification/verification.type.js';
import { SubmissionType } from './submission.type.js';
import { toSubmission } from './to-submission.js';

@ObjectType({ simpleResolvers: true, description: 'The submission is stored and will be verified.' })
export class SubmissionAccepted {
  @Field(() => SubmissionType, { description: 'The submission.' })
  submission: SubmissionType;
  @Field(() => Boolean, { description: 'The same text had been received before; this is the first reply.' })
  isDuplicate: boolean;
}

const SubmitRunsResult = orRefused('SubmitRunsResult', SubmissionAccepted);

@Resolver(() => SubmissionType)
export class SubmissionResolver {
  @Query(() => SubmissionType, { nullable: true, description: 'A submission by its id, or the first 12 digits of it.' })
  async submission(
    @Arg('id', () => String, { description: 'SHA-256 of the exact text, 12 to 64 digits.' }) id: string,
    @Ctx() { registry }: RequestContext,
  ) {
    const found = await registry.submissions.find(id);
    return found && toSubmission(found, registry.clock());
  }

  @Mutation(() => SubmitRunsResult, {
    description: 'Takes runs, signed as exact bytes. The signature says who sends them; no token is needed.',
  })
  async submitRuns(
    @Arg('document', () => SubmissionDocumentScalar, { description: 'The exact text that was signed.' })
    document: string,
    @Arg('keyId', () => HashScalar, { description: 'The key that signed it.' }) keyId: string,
    @Arg('signature', () => String, {
      description: 'Ed25519 over `ratebook-submission/1`, a line feed and the text, base64url.',
    })
    signature: string,
    @Ctx() { registry }: RequestContext,
  ) {
    return outcomeOf(
      await registry.receiving.receive({ text: document, keyId, signature }),
      ({ submission, isDuplicate }) => ({ submission: toSubmission(submission, registry.clock()), isDuplicate }),
    );
  }

  @FieldResolver(() => AccountType, { description: 'Whose key signed it.' })
  account(@Root() submission: SubmissionType, @Ctx() { loaders }: RequestContext) {
    return loaders.account.load(submission.accountId);
  }

  @FieldResolver(() => String, { description: 'Licence of the results.' })
  async licence(@Root() submission: SubmissionType, @Ctx() context: RequestContext) {
    return (await documentOf(submission, context)).licence;
  }

  @FieldResolver(() => String, { description: 'Version of the runner, self-reported.' })
  async runnerVersion(@Root() submission: SubmissionType, @Ctx() context: RequestContext) {
    return (await documentOf(submission, context)).runner.version;
  }

  @FieldResolver(() => JsonScalar, { description: 'Machine and software, self-reported.' })
  async environment(@Root() submission: SubmissionType, @Ctx() context: RequestContext) {
    return (await documentOf(submission, context)).environment;
  }

  @FieldResolver(() => SubmissionDocumentScalar, { description: 'The exact text, as received.' })
  text(@Root() submission: SubmissionType, @Ctx() { registry }: RequestContext) {
    return registry.submissions.textOf(submission.rowId);
  }

  @FieldResolver(() => TaskType, { description: 'The task its runs are of.' })
  async task(@Root() submission: SubmissionType, @Ctx() { loaders }: RequestContext) {
    return toTask(await loaders.task.load(submission.taskId));
  }

  @FieldResolver(() => RunConnection, { description: 'Its runs, in its own order; empty until verified.' })
  runs(
    @Root() submission: SubmissionType,
    @Args(() => PageOf100) page: PageOf100,
    @Ctx() { registry }: RequestContext,
  ) {
    return registry.runs.list({ ...EVERY_RUN, submissionId: submission.rowId }, page.of(SUBMISSION_RUN_LIST));
  }

  @FieldResolver(() => RangeTestType, { nullable: true, description: 'Its range test, where it holds one.' })
  rangeTest(@Root() submission: SubmissionType, @Ctx() { registry }: RequestContext) {
    return registry.rangeTests.findOfSubmission(submission.rowId);
  }

  @FieldResolver(() => StudyType, { nullable: true, description: 'Its study, where it is one and was verified.' })
  async study(@Root() submission: SubmissionType, @Ctx() { loaders }: RequestContext) {
    return (await loaders.studyOfSubmission.load(submission.rowId)).study;
  }

  @FieldResolver(() => TicketType, { nullable: true, description: 'Its ticket; null for imported runs.' })
  async ticket(@Root() submission: SubmissionType, @Ctx() { registry, viewer }: RequestContext) {
    const ticket = submission.ticketId === null ? null : await registry.tickets.findByRow(submission.ticketId);
    return ticket && toTicket(ticket, viewer, registry.clock());
  }

  @FieldResolver(() => VerificationReport, { nullable: true, description: 'Its report; null until verified.' })
  report(@Root() submission: SubmissionType, @Ctx() { registry }: RequestContext) {
    return registry.verifications.findOfSubmission(submission.rowId);
  }
}

/** What is stored was read once already, so reading it again cannot be refused. */
async function documentOf(submission: SubmissionType, { registry }: RequestContext): Promise<Submission> {
  const parsed = parseSubmission(await registry.submissions.textOf(submission.rowId));
  if (!parsed.ok) throw new Error(`The stored submission ${submission.id} cannot be read.`);
  return parsed.value;
}
